"""The scripts for a real server, run in PowerShell against stand-ins for Windows, and read as text.

No test here knows where a PowerShell is: WSUS_TLS_POWERSHELL and WSUS_TLS_PS51_CHECK say so, else a pwsh on the PATH.
"""
