"""The whole wizard on this computer, off Windows: its PowerShell is real, and a stand-in server keeps one state for all.

What one script writes another one reads, in whatever process; listeners on loopback answer by it. It goes wrong as told.
"""
