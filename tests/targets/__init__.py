"""Operations done on a real server: here by the real PowerShell that is named, with stand-ins for Windows around it."""
