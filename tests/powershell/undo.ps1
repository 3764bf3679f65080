<#
Runs the undo.ps1 of a folder as a console does, and gives what it told and its exit code. See test_undo_session.py.
#>
param([string] $Folder, [bool] $Preview, [bool] $SiteIsBack, [bool] $Asked, [string] $Log)
if ($Log) {
    # WCM connects again while it is waited for.
    $path = Get-StandInLog 'WCM.log'
    Add-Late 2 { [IO.File]::AppendAllText($path, $Log) }.GetNewClosure()
}
$given = @{ WaitMinutes = 3; SiteIsBack = $SiteIsBack }
if ($Preview) { $given['WhatIf'] = $true } elseif (-not $Asked) { $given['Confirm'] = $false }
$global:LASTEXITCODE = 99
$lines = @(& ([IO.Path]::Combine($Folder, 'undo.ps1')) @given 3>$null 6>$null)
[pscustomobject] @{ Lines = $lines; Code = [int] $global:LASTEXITCODE }
