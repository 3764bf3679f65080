<#
A whole server for a process that the wizard starts: all stand-ins of tests/powershell/standins on one state, which outlives
the process. Dot-sourced before the bootstrap.

Its folder has start.json (how it begins), state.json (what has become of it), ports.json (where its listeners are),
faults.json (what goes wrong), root.pem (whom it trusts) and Windows, its disk.
#>
param([string] $Folder)
$global:StandIn = @{
    Folder = $Folder
    Here = $PSScriptRoot
    Up = $false             # all areas are there; a process that makes one proof needs none of them
    Operations = $null      # name of an operation by the text of its script
    Fault = $null           # what goes wrong with the request that is on
    Steps = 0               # how many changes it has made
    Runs = @{}              # runs of the operations that have faults
    Most = @{}              # operation -> the most changes that one run of it made
    Touched = [ordered] @{} # values of the registry that somebody has written
    Telling = $false        # WSUS is being told something: what it writes are changes, too
    Config = $null          # applicationHost.config as it was last read, and when it was written
    Unsaved = $false
    Seen = 0                # when the state was last saved or read, so that what others save is noticed
}
$PSVersionTable['PSVersion'] = [version] '5.1.17763.2931'
. ([IO.Path]::Combine($PSScriptRoot, 'endpoints.ps1'))
. ([IO.Path]::Combine($PSScriptRoot, 'objects.ps1'))
. ([IO.Path]::Combine($PSScriptRoot, 'faults.ps1'))

$proofs = 'Test-TlsEndpoint', 'Test-WsusConnection'

function global:Set-Location {
    # The bootstrap sets the location before each script, whose text it has in $q: here a request begins.
    [CmdletBinding()] param([Parameter(Position = 0)] [string] $Path)
    Microsoft.PowerShell.Management\Set-Location -Path $Path
    $name = Find-StandInOperation ([string] $global:q.script)
    if ($proofs -notcontains $name -and -not $global:StandIn.Up) { Start-StandInAreas }
    if ($global:StandIn.Up) { Enter-StandInRequest $name }
}

function global:Start-StandInAreas {
    $stand = $global:StandIn
    $areas = (ConvertFrom-Json ([IO.File]::ReadAllText([IO.Path]::Combine($stand.Folder, 'start.json')))).areas
    foreach ($area in @('keystore', 'base') + @($areas)) { . ([IO.Path]::Combine([IO.Path]::GetDirectoryName($stand.Here), 'powershell', 'standins', $area + '.ps1')) }
    foreach ($part in 'objects', 'state', 'steps', 'components') { . ([IO.Path]::Combine($stand.Here, $part + '.ps1')) }
    Start-StandInServer
}

function global:ConvertTo-Json {
    # The bootstrap makes JSON of an answer before it sends it: here a request ends.
    [CmdletBinding()] param([Parameter(Position = 0, ValueFromPipeline = $true)] $InputObject, [int] $Depth, [switch] $Compress)
    if ($global:StandIn.Up -and $InputObject -is [hashtable] -and ($InputObject.ContainsKey('value') -or $InputObject.ContainsKey('error'))) { Exit-StandInRequest }
    Microsoft.PowerShell.Utility\ConvertTo-Json @PSBoundParameters
}

function global:Find-StandInOperation([string] $Script) {
    $stand = $global:StandIn
    if (-not $stand.Operations) {
        $top = [IO.Path]::GetDirectoryName([IO.Path]::GetDirectoryName($stand.Here))
        $stand.Operations = New-Object 'System.Collections.Generic.Dictionary[string,string]'
        foreach ($file in [IO.Directory]::GetFiles([IO.Path]::Combine($top, 'assets', 'powershell'))) {
            $stand.Operations[[IO.File]::ReadAllText($file).Replace("`r`n", "`n")] = [IO.Path]::GetFileNameWithoutExtension($file)
        }
    }
    if (-not $stand.Operations.ContainsKey($Script)) { throw 'This is no script of the product.' }
    $stand.Operations[$Script]
}
