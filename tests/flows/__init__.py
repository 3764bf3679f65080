"""The whole job by the command line, in process: exit code, end state of the servers, report, journal and the way back.

What a test says of a server it reads by operations from the lab, never from what the wizard says it did.
"""
