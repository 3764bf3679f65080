<#
Puts the stand-ins of tests/powershell/standins into the process that the bootstrap then runs in. Dot-sourced.
The state is a file of JSON: folder, areas, and states by area, as in tests/powershell/area.ps1.
#>
param([string] $State)
$standIns = [IO.Path]::Combine([IO.Path]::GetDirectoryName($PSScriptRoot), 'powershell', 'standins')
$given = ConvertFrom-Json -InputObject ([IO.File]::ReadAllText($State))
foreach ($area in @('base') + @($given.areas)) { . ([IO.Path]::Combine($standIns, $area + '.ps1')) }
Initialize-Base $given.states.base $given.folder
foreach ($area in $given.areas) { & "Initialize-$area" $given.states.$area }
Complete-Base
