<#
Runs scripts against the stand-ins: the requests are a file of JSON, the answers one line of JSON (base64) after a nonce.
Parameters and states come in as data; no text of a request becomes part of a script.
#>
param([string] $Request)
$ErrorActionPreference = 'Stop'
. ([IO.Path]::Combine($PSScriptRoot, 'standins.ps1'))

function ConvertTo-Arguments($Parameters) {
    $arguments = @{}
    foreach ($property in $Parameters.PSObject.Properties) {
        $arguments[$property.Name] = if ($property.Value -is [array]) { [string[]] $property.Value } else { $property.Value }
    }
    $arguments
}

function Invoke-Run($Run) {
    $arguments = ConvertTo-Arguments $Run.parameters
    $answer = @{ output = ''; error = $null }
    try {
        # By text, as a long-lived process runs a script that it was sent.
        $block = [scriptblock]::Create([IO.File]::ReadAllText($Run.script))
        $answer.output = ConvertTo-Json -InputObject (& $block @arguments 3>$null) -Depth 6 -Compress
    } catch {
        $exception = $_.Exception
        while ($exception.InnerException) { $exception = $exception.InnerException }
        $answer.error = @{
            Type = $exception.GetType().Name
            Hresult = '0x{0:X8}' -f $exception.HResult
            Text = $exception.Message
            Line = [int] $_.InvocationInfo.ScriptLineNumber
        }
    }
    $answer
}

$in = ConvertFrom-Json -InputObject ([IO.File]::ReadAllText($Request))
$out = New-Object System.Collections.Generic.List[object]
foreach ($case in $in.cases) {
    Initialize-StandIn $case.state $in.folder
    $runs = New-Object System.Collections.Generic.List[object]
    foreach ($run in $case.runs) { $runs.Add((Invoke-Run $run)) }
    $file = [IO.File]::ReadAllText($global:ConfigFile)
    $out.Add(@{ runs = $runs.ToArray(); written = $global:Written.ToArray(); slept = $global:Slept; file = $file })
}
$text = ConvertTo-Json -InputObject $out.ToArray() -Depth 8 -Compress
[Console]::Out.WriteLine($in.nonce + [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($text)))
