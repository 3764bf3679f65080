<#
Runs scripts against stand-ins of any areas: requests are a file of JSON, answers one line of JSON (base64) after a nonce.
Parameters and states come in as data; no text of a request becomes part of a script. See area.py.
#>
param([string] $Request)
$ErrorActionPreference = 'Stop'
. ([IO.Path]::Combine($PSScriptRoot, 'standins', 'base.ps1'))

function ConvertTo-Arguments($Parameters) {
    $arguments = @{}
    foreach ($property in $Parameters.PSObject.Properties) {
        $arguments[$property.Name] = if ($property.Value -is [array]) { , [string[]] $property.Value } else { $property.Value }
    }
    $arguments
}

function Assert-Plain($Value) {
    # A script gives texts, switches, whole numbers, lists and flat objects: what else it is, JSON of 5.1 would distort.
    if ($null -eq $Value -or $Value -is [string] -or $Value -is [bool] -or $Value -is [int] -or $Value -is [long]) { return }
    if ($Value -is [Collections.IList]) { foreach ($one in $Value) { Assert-Plain $one }; return }
    if ($Value -isnot [Management.Automation.PSCustomObject]) { throw "The script gives no plain data, but $($Value.GetType())." }
    foreach ($property in $Value.PSObject.Properties) {
        # Texts and numbers without a call: a log has thousands.
        $part = $property.Value
        if ($part -isnot [string] -and $part -isnot [long]) { Assert-Plain $part }
    }
}

function ConvertTo-Answer($Run) {
    $arguments = ConvertTo-Arguments $Run.parameters
    $answer = @{ script = [string] $Run.operation; output = ''; error = $null }
    try {
        # By text, as a long-lived process runs a script that it was sent.
        $block = [scriptblock]::Create([IO.File]::ReadAllText($Run.script))
        $result = & $block @arguments 3>$null
        # An array that came out of a pipeline is wrapped, and 5.1 would write it as value and Count.
        if ($null -ne $result -and $result.PSObject.BaseObject -is [array]) { $result = $result.PSObject.BaseObject }
        Assert-Plain $result
        $answer.output = ConvertTo-Json -InputObject $result -Depth 6 -Compress
    } catch {
        $exception = $_.Exception
        while ($exception.InnerException) { $exception = $exception.InnerException }
        $answer.error = @{
            Type = $exception.GetType().Name
            Hresult = '0x{0:X8}' -f $(if ($exception.ErrorCode -is [enum]) { [int] $exception.ErrorCode } else { $exception.HResult })
            Text = $exception.Message
            Line = [int] $_.InvocationInfo.ScriptLineNumber
            ErrorId = [string] $_.FullyQualifiedErrorId
        }
    }
    $answer
}

function Initialize-Areas($Areas, $States, [string] $Folder) {
    $base = $States.PSObject.Properties['base']
    Initialize-Base $(if ($base) { $base.Value }) $Folder
    foreach ($area in $Areas) {
        $state = $States.PSObject.Properties[$area]
        & "Initialize-$area" $(if ($state) { $state.Value })
    }
    Complete-Base
}

function Get-Seen($Keys) {
    $seen = @{}
    foreach ($key in $Keys) {
        $values = @{}
        if (Microsoft.PowerShell.Management\Test-Path -LiteralPath $key) {
            $item = Microsoft.PowerShell.Management\Get-ItemProperty -LiteralPath $key
            foreach ($property in $item.PSObject.Properties) { if ($property.Name -notmatch '\APS(Path|ParentPath|ChildName|Drive|Provider)\z') { $values[$property.Name] = [string] $property.Value } }
        }
        $seen[$key] = $values
    }
    $seen
}

$in = ConvertFrom-Json -InputObject ([IO.File]::ReadAllText($Request))
if ($in.areas -contains 'certificates') { . ([IO.Path]::Combine($PSScriptRoot, 'standins', 'keystore.ps1')) }
foreach ($area in $in.areas) { . ([IO.Path]::Combine($PSScriptRoot, 'standins', $area + '.ps1')) }
$out = New-Object System.Collections.Generic.List[object]
foreach ($case in $in.cases) {
    Initialize-Areas $in.areas $case.states $in.folder
    $runs = New-Object System.Collections.Generic.List[object]
    foreach ($run in $case.runs) { $runs.Add((ConvertTo-Answer $run)) }
    $base = $global:Server.Base
    $out.Add(@{ runs = $runs.ToArray(); changes = $base.Changes.ToArray(); slept = $base.Slept; registry = (Get-Seen $case.registry) })
}
$text = ConvertTo-Json -InputObject $out.ToArray() -Depth 8 -Compress
[Console]::Out.WriteLine($in.nonce + [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($text)))
