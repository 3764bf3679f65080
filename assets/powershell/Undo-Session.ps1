<#
.SYNOPSIS
Puts back what a session of the WSUS TLS wizard changed, without the wizard. It is undo.ps1 in the folder of a session.

.DESCRIPTION
Works off undo.json beside it, in its order: Require SSL, the option of the software update point, the wait for WCM, the
set-up values of WSUS, the binding, the application pool. Each part is done by the scripts beside it, on the machine that
undo.json names for it; a part of another machine is told, with its command, and not done.

A value goes back only where it still reads as the wizard wrote it. What reads as before is skipped. What reads as neither
was changed by someone else: it is left alone and named. Everything is read back, and looked at once more at the end. While
the option of the software update point is not back, what the site needs is left alone: it still comes by https.

Before anything is written it asks once. With -WhatIf it only reads.

Where the site server is another machine: run it on WSUS, then there, then on WSUS again with -SiteIsBack.

.PARAMETER SiteIsBack
Your word, where the site server is another machine: the option of the software update point is as it was, and WCM has
connected to WSUS over http since.

.PARAMETER WaitMinutes
How long to wait for WCM at most; it runs hourly. 0 looks once.

.EXAMPLE
powershell.exe -NoProfile -ExecutionPolicy Bypass -Command ".\undo.ps1 -WhatIf; exit $LASTEXITCODE"

Shows what it would do.

.EXAMPLE
powershell.exe -NoProfile -ExecutionPolicy Bypass -Command ".\undo.ps1; exit $LASTEXITCODE"

Does it, after asking once.

.EXAMPLE
powershell.exe -NoProfile -ExecutionPolicy Bypass -Command ".\undo.ps1 -Confirm:$false; exit $LASTEXITCODE"

Without the question. From a PowerShell console, single quotes in place of the double ones.

.OUTPUTS
One object a value: Path, Result, Now, Former, Wrote, Machine, Text. Result is as-before, restored, told (your word), seen
(WCM, in its log) or skipped where it is well; would-restore, would-wait, left-alone, held-back, elsewhere, not-restored,
not-seen, changed-again, cannot-tell or error where it is not.

LASTEXITCODE is 0 where all of it is well, else 4.

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, elevated. Running it again is harmless.

Not proven on a real server yet: it was run against stand-ins that behave as the sources of the scripts beside it say.

Where each fact is from, and how sure it is: see the scripts that it calls. Besides:
- WCM sets a WSUS whose software update point lacks the flag back to no SSL, and runs hourly: memdocs,
  plan-for-software-updates.md; SupportArticles-docs, software update point. Sure.
- Lines of WCM.log, which is English everywhere: 'Successfully connected to server: NAME, port: N, useSSL: False', or to
  'local WSUS server', then the state WSUS_CONFIG_SUCCESS: Microsoft's tutorial and logs from the field. Good.
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High')]
param(
    [switch] $SiteIsBack,

    [ValidateRange(0, 1440)]
    [int] $WaitMinutes = 75
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

$well = 'as-before', 'restored', 'told', 'seen', 'skipped'
$foreignText = 'It reads neither as before nor as the wizard wrote it: someone has changed it since. Decide which value is right and set it by hand.'

#region What is so
function Test-Same {
    param([string] $First, [string] $Second)
    [string]::Equals($First, $Second, [StringComparison]::OrdinalIgnoreCase)
}

function Invoke-Script {
    # One of the scripts beside this one.
    param([string] $Name, [hashtable] $Parameters = @{})
    & (Join-Path $PSScriptRoot ($Name + '.ps1')) @Parameters
}

function Read-Here {
    # The name of this computer, and whether this session is elevated. Where WMI does not answer, the short name has to do.
    try { $facts = Invoke-Script 'Get-HostFacts' } catch { return [pscustomobject] @{ Name = [string] $env:COMPUTERNAME; Elevated = $true } }
    $name = $facts.DnsHostName
    if ($facts.PartOfDomain -and -not $name.Contains('.')) { $name = $name + '.' + $facts.Domain }
    [pscustomobject] @{ Name = $name; Elevated = $facts.Elevated }
}

function Test-Here {
    # Whether a machine is this one: by its whole name, or by the first part where one of them has no more.
    param([string] $Machine)
    $short = -not $Machine.Contains('.') -or -not $here.Name.Contains('.')
    (Test-Same $Machine $here.Name) -or ($short -and (Test-Same $Machine.Split('.')[0] $here.Name.Split('.')[0]))
}

function Get-BindingKey {
    # How a binding is named in a path: site, protocol, port, and what narrows it down.
    param([object] $Binding)
    $parts = [regex]::Match($Binding.Information, '\A(.*):([^:]*):([^:]*)\z')
    if (-not $parts.Success) { return '{0}:{1}:{2}' -f $Binding.SiteId, $Binding.Protocol, $Binding.Information }
    $address, $name = $parts.Groups[1].Value, $parts.Groups[3].Value
    $narrowed = if ($address -eq '' -or $address -eq '*') { '' } else { '@' + $address }
    '{0}:{1}:{2}{3}{4}' -f $Binding.SiteId, $Binding.Protocol, $parts.Groups[2].Value, $narrowed, $(if ($name -eq '') { '' } else { ':' + $name })
}

function Split-Pool {
    # Pool and value of a path; a pool's name may have slashes in it.
    param([string] $Path)
    $parts = [regex]::Match($Path, '\Apool/(.*)/([^/]*)\z')
    [pscustomobject] @{ Pool = $parts.Groups[1].Value; Field = $parts.Groups[2].Value }
}

function Read-Present {
    # The values of an entry's area as they read now, by path. What is absent is not among them.
    param([object] $Entry)
    $found = @{}
    switch ($Entry.Area) {
        'require-ssl' {
            foreach ($place in (Invoke-Script 'Get-SslRequirement').Places) { $found['require-ssl/' + $place.Key + '/Own'] = $place.Own }
        }
        'sup' {
            foreach ($point in (Invoke-Script 'Get-SoftwareUpdatePoint').Points) { $found['sup/' + $point.Name + '/Ssl'] = [string] [int] $point.Ssl }
        }
        'wsus' {
            $setup = Invoke-Script 'Get-WsusSetup'
            $found['wsus/UsingSsl'] = [string] [int] $setup.UsingSsl
            $found['wsus/PortNumber'] = [string] $setup.PortNumber
            $found['wsus/ServerCertificateName'] = $setup.ServerCertificateName
        }
        'binding' {
            foreach ($site in (Invoke-Script 'Get-SiteBinding')) {
                foreach ($binding in $site.Bindings) {
                    $key = 'binding/' + (Get-BindingKey $binding)
                    $found[$key + '/Information'] = $binding.Information
                    $found[$key + '/CertificateHash'] = $binding.CertificateHash
                }
            }
            foreach ($served in (Invoke-Script 'Get-HttpSysBinding')) { $found['httpsys/' + $served.Address + '/CertificateHash'] = $served.CertificateHash }
        }
        'pool' {
            $pool = Invoke-Script 'Get-ApplicationPool' @{ Pool = (Split-Pool $Entry.Values[0].Path).Pool }
            foreach ($field in 'QueueLength', 'IdleTimeoutMinutes', 'PingingEnabled', 'PrivateMemoryKb', 'RestartMinutes') {
                $value = $pool.PSObject.Properties[$field].Value
                $found['pool/' + $pool.Name + '/' + $field] = $(if ($value -is [bool]) { [string] [int] $value } else { [string] $value })
            }
        }
        default { throw (New-Object System.NotSupportedException("undo.json names something that this script does not know: '$($Entry.Area)'.")) }
    }
    $found
}

function Get-Present {
    param([hashtable] $Present, [string] $Path)
    $(if ($Present.ContainsKey($Path)) { [string] $Present[$Path] } else { '' })
}

function New-Line {
    # What is told of a value.
    param([object] $Entry, [AllowNull()] [object] $Value, [string] $Result, [string] $Now = '', [string] $Text = '')
    [pscustomobject] @{
        Path = $(if ($null -ne $Value) { $Value.Path } elseif ($null -ne $Entry) { 'WCM' } else { '' })
        Result = $Result
        Now = $Now
        Former = $(if ($null -ne $Value) { $Value.Former } else { '' })
        Wrote = $(if ($null -ne $Value) { $Value.Wrote } else { '' })
        Machine = $(if ($null -ne $Entry) { $Entry.Machine } else { '' })
        Text = $Text
    }
}

function New-Problem {
    param([object] $Record)
    [pscustomobject] @{ Text = $Record.Exception.Message }
}
#endregion

#region Putting back
function Write-Former {
    # The former values of an area, by the script that the wizard uses.
    param([object] $Entry, [object[]] $Values)
    switch ($Entry.Area) {
        'require-ssl' {
            $places = [string[]] @($Values | ForEach-Object { $_.Path.Split('/')[1] })
            [void] (Invoke-Script 'Set-SslRequirement' @{ Place = $places; Flags = [string[]] @($Values | ForEach-Object { $_.Former }) })
        }
        'sup' {
            foreach ($value in $Values) {
                [void] (Invoke-Script 'Set-SoftwareUpdatePoint' @{ SiteCode = $Entry.SiteCode; HostName = $value.Path.Split('/')[1]; EnableSsl = ($value.Former -eq '1') })
            }
        }
        'wsus' {
            $names = [string[]] @($Values | ForEach-Object { $_.Path.Split('/')[1] })
            [void] (Invoke-Script 'Set-WsusSetup' @{ ValueName = $names; Value = [string[]] @($Values | ForEach-Object { $_.Former }) })
        }
        'binding' {
            $line = @($Values | Where-Object { $_.Path.EndsWith('/Information', [StringComparison]::Ordinal) })[0]
            $certificate = @($Values | Where-Object { $_.Path.StartsWith('binding/', [StringComparison]::Ordinal) -and $_.Path -ne $line.Path })[0]
            $place = [regex]::Match($line.Path, '\Abinding/(\d+):https:(\d+)')
            [void] (Invoke-Script 'Set-SiteBinding' @{
                SiteId = [long] $place.Groups[1].Value
                Port = [int] $place.Groups[2].Value
                Information = $line.Former
                Thumbprint = $certificate.Former
            })
        }
        'pool' {
            $parameters = @{ Pool = (Split-Pool $Values[0].Path).Pool }
            foreach ($value in $Values) {
                $field = (Split-Pool $value.Path).Field
                $parameters[$field] = $(if ($field -eq 'PingingEnabled') { $value.Former -eq '1' } else { [long] $value.Former })
            }
            [void] (Invoke-Script 'Set-ApplicationPool' $parameters)
        }
    }
}

function Restore-Entry {
    # An entry, value by value: what is told of each.
    param([object] $Entry, [bool] $Write)
    try { $present = Read-Present $Entry } catch {
        $problem = New-Problem $_
        foreach ($value in $Entry.Values) { New-Line $Entry $value 'cannot-tell' '' $problem.Text }
        return
    }
    $foreign = @($Entry.Values | Where-Object { -not (Test-Same (Get-Present $present $_.Path) $_.Former) -and -not (Test-Same (Get-Present $present $_.Path) $_.Wrote) })
    $blocked = $Entry.Whole -and $foreign.Count -gt 0
    $ours = @($Entry.Values | Where-Object { $foreign -notcontains $_ -and -not (Test-Same (Get-Present $present $_.Path) $_.Former) })
    $problem = [pscustomobject] @{ Text = '' }
    if ($Write -and $ours.Count -gt 0 -and -not $blocked) {
        try { Write-Former $Entry $(if ($Entry.Whole) { $Entry.Values } else { $ours }) } catch { $problem = New-Problem $_ }
        try { $present = Read-Present $Entry } catch {
            $problem = New-Problem $_
            foreach ($value in $Entry.Values) { New-Line $Entry $value 'cannot-tell' '' $problem.Text }
            return
        }
    }
    foreach ($value in $Entry.Values) {
        $now = Get-Present $present $value.Path
        if ($foreign -contains $value) {
            New-Line $Entry $value 'left-alone' $now $foreignText
        } elseif ($ours -notcontains $value) {
            New-Line $Entry $value 'as-before' $now
        } elseif ($blocked) {
            New-Line $Entry $value 'left-alone' $now 'It stands or falls with a value that someone has changed since.'
        } elseif (-not $Write) {
            New-Line $Entry $value 'would-restore' $now
        } elseif (Test-Same $now $value.Former) {
            New-Line $Entry $value 'restored' $now
        } else {
            New-Line $Entry $value 'not-restored' $now $(if ($problem.Text -ne '') { $problem.Text } else { 'Windows reported success, but it does not read back.' })
        }
    }
}

function Get-LogEnd {
    # How far WCM.log has come; -1 where it cannot be read, so that its last part counts.
    try { (Invoke-Script 'Get-LogTail' @{ Log = 'WCM.log' }).End } catch { [long] -1 }
}

function Test-WcmBack {
    # Whether WCM's newest success behind a position was over http.
    param([long] $After)
    $https = $false
    $back = $false
    foreach ($line in (Invoke-Script 'Get-LogTail' @{ Log = 'WCM.log'; After = $After }).Lines) {
        $server = [regex]::Match($line.Text, '(?:Attempting connection to WSUS|Successfully connected to) server: [^,\s]+, port: \d+, useSSL: (True|False)', 'IgnoreCase')
        if ($server.Success) { $https = Test-Same $server.Groups[1].Value 'True' }
        if ($line.Text.Contains('connection to local WSUS server') -or $line.Text.Contains('connected to local WSUS server')) { $https = $false }
        $state = [regex]::Match($line.Text, 'Setting new configuration state to \d+ \((WSUS_CONFIG_\w+)\)')
        if ($state.Success) { $back = $state.Groups[1].Value -eq 'WSUS_CONFIG_SUCCESS' -and -not $https }
    }
    $back
}

function Test-WsusSsl {
    # Whether WSUS uses SSL; where that cannot be read, it may.
    try { (Invoke-Script 'Get-WsusSetup').UsingSsl } catch { $true }
}

function Wait-Wcm {
    # Until WCM has set WSUS back, which it would otherwise do to values that are restored meanwhile.
    param([object] $Entry, [bool] $Write, [long] $After)
    if ((Test-Here $undo.Server) -and -not (Test-WsusSsl)) { return New-Line $Entry $null 'skipped' '' 'WSUS does not use SSL: there is nothing to wait for.' }
    if (-not (Test-Here $Entry.Machine)) {
        if ($SiteIsBack) { return New-Line $Entry $null 'told' '' 'Your word: WCM has connected over http.' }
        return New-Line $Entry $null 'elsewhere' '' "Wait for WCM.log on $($Entry.Machine): connected without SSL, then WSUS_CONFIG_SUCCESS. Then run this here again with -SiteIsBack."
    }
    if (-not $Write) { return New-Line $Entry $null 'would-wait' '' "At most $WaitMinutes minutes." }
    $problem = [pscustomobject] @{ Text = 'It may come at the next hourly run. Running this again skips what is as it was.' }
    for ($minute = 0; ; $minute++) {
        try { if (Test-WcmBack $After) { return New-Line $Entry $null 'seen' } } catch { $problem = New-Problem $_ }
        if ($minute -ge $WaitMinutes) { return New-Line $Entry $null 'not-seen' '' $problem.Text }
        Write-Progress -Activity 'Waiting for WCM' -Status "$minute of $WaitMinutes minutes" -PercentComplete (100 * $minute / $WaitMinutes)
        Start-Sleep -Seconds 60
    }
}
#endregion

#region The list
function Step-Entry {
    # One entry of the list. State has what later ones need to know: whether the flag is back, where WCM.log stood.
    param([object] $Entry, [bool] $Write, [hashtable] $State)
    $held = 'The option of the software update point is not back, or nobody has said so: the site may still come by https and needs this.'
    if ($Entry.Kind -eq 'await') {
        if ($State.FlagStays -and (Test-Here $Entry.Machine)) { return New-Line $Entry $null 'held-back' '' $held }
        return Wait-Wcm $Entry $Write $State.Log
    }
    if (-not (Test-Here $Entry.Machine)) {
        $told = $Entry.Area -eq 'sup' -and $SiteIsBack
        if ($Entry.Area -eq 'sup') { $State.FlagStays = -not $SiteIsBack }
        $text = if ($told) { 'Your word: it is as it was.' } else { "$($Entry.Title). Run this on $($Entry.Machine), or there:`n$($Entry.Command)" }
        foreach ($value in $Entry.Values) { New-Line $Entry $value $(if ($told) { 'told' } else { 'elsewhere' }) '' $text }
        return
    }
    if ($Entry.NeededBySite -and $State.FlagStays) {
        foreach ($value in $Entry.Values) { New-Line $Entry $value 'held-back' '' $held }
        return
    }
    if ($Entry.Area -eq 'sup') { $State.Log = Get-LogEnd }
    $lines = @(Restore-Entry $Entry $Write)
    if ($Entry.Area -eq 'sup') {
        $State.FlagStays = $Write -and @($lines | Where-Object { $well -notcontains $_.Result }).Count -gt 0
        # It was back before: then an older success over http is as good.
        if (@($lines | Where-Object { $_.Result -eq 'restored' }).Count -eq 0) { $State.Log = [long] -1 }
    }
    $lines
}

function Get-Again {
    # What somebody, or WCM, has set again since it was put back.
    foreach ($entry in $undo.Entries) {
        if ($entry.Kind -ne 'restore' -or -not (Test-Here $entry.Machine)) { continue }
        $present = Read-Present $entry
        foreach ($value in $entry.Values) {
            $now = Get-Present $present $value.Path
            if (-not (Test-Same $now $value.Former)) { New-Line $entry $value 'changed-again' $now 'It was as before, and is not any more. Run this again, and find out who sets it.' }
        }
    }
}

function Get-Question {
    # What would be written here, a line a value; nothing where nothing would be.
    foreach ($entry in $undo.Entries) {
        if ($entry.Kind -ne 'restore' -or -not (Test-Here $entry.Machine)) { continue }
        foreach ($line in @(Restore-Entry $entry $false)) {
            if ($line.Result -eq 'would-restore') { "$($line.Path): '$($line.Now)' -> '$($line.Former)'" }
        }
    }
}

function Read-Undo {
    $document = ConvertFrom-Json -InputObject ([IO.File]::ReadAllText((Join-Path $PSScriptRoot 'undo.json')))
    if ($document.Version -ne 1) { throw (New-Object System.NotSupportedException("undo.json is of version $($document.Version), and this script knows version 1: use the script that came with it.")) }
    if ($document.Practice) { throw (New-Object System.NotSupportedException("This is the way back of a practice lab ($($document.Target)). A real server may have the same names, so nothing is done.")) }
    $document
}
#endregion

$told = New-Object System.Collections.Generic.List[object]
try {
    $undo = Read-Undo
    $here = Read-Here
    if (-not $here.Elevated) { throw (New-Object System.UnauthorizedAccessException('This needs a Windows PowerShell that was started as administrator.')) }
    $question = @(Get-Question)
    $what = "Put back what session $($undo.Session) changed on $($here.Name):`n" + ($question -join "`n")
    $write = $question.Count -eq 0 -or $PSCmdlet.ShouldProcess($what, "$what`nIs that all right?", 'Undo')
    # Asked once: the scripts beside this one are not to ask again.
    $ConfirmPreference = 'None'
    $state = @{ FlagStays = $false; Log = [long] -1 }
    foreach ($entry in $undo.Entries) { Step-Entry $entry $write $state | ForEach-Object { $told.Add($_); $_ } }
    $open = @($told | Where-Object { $well -notcontains $_.Result })
    if ($open.Count -eq 0) { Get-Again | ForEach-Object { $told.Add($_); $_ } }
} catch {
    $problem = New-Problem $_
    $line = New-Line $null $null 'error' '' $problem.Text
    $told.Add($line)
    $line
}
$open = @($told | Where-Object { $well -notcontains $_.Result })
if ($open.Count -gt 0) { Write-Warning 'Not all of it is as it was: see Result and Text above.' }
# The caller's to hand on: a script that ends its session could not be run from a console.
$global:LASTEXITCODE = $(if ($open.Count -gt 0) { 4 } else { 0 })
