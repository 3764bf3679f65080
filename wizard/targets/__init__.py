"""Operations done on a real server: the scripts of `assets/powershell`, run by one Windows PowerShell that stays.

Nothing here knows of steps, rules or the practice lab, and nothing here judges an answer.
"""
