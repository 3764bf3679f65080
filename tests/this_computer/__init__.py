"""The whole wizard on this computer, off Windows: a real PowerShell, and a stand-in server with one state for all.

What one script writes another one reads, in whatever process; listeners on loopback answer by it.
"""
