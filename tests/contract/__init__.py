"""One list of cases for everything that does the operations: the practice lab, and the scripts for a real server.

A case is data and names its source. What only one implementation does is tested where that one is.
"""
