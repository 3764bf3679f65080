<#
.SYNOPSIS
Reads the lines of a Configuration Manager log behind a byte position.

.DESCRIPTION
Only what lies behind the position is read, however long the log is; without a position (-1), its last 256 kB. A position
within a line gives that line whole. Each line comes with the byte position behind it. End is the length of the file: what
to ask with next.

A log that rolled over goes on in a new file, and the old one is then NAME.lo_. So where the file is shorter than the position,
the rest of the old one comes first, with its own positions, then the new one from its beginning. The same goes for -1 where the
new file has less than 256 kB. Positions thus begin anew where the old file's lines end.

The file is opened so that its writer is not hindered, may rename it, and may delete it. Nothing is changed.

.PARAMETER Log
Name of the log: WCM.log and wsyncmgr.log on the site server; ScanAgent.log, LocationServices.log and WUAHandler.log on a client.

.PARAMETER After
A byte position, End of an earlier call; -1 for the last 256 kB.

.EXAMPLE
(.\Get-LogTail.ps1 -Log WCM.log).Lines | Select-Object -Last 20 | Format-Table Text

.EXAMPLE
$tail = .\Get-LogTail.ps1 -Log WCM.log; .\Get-LogTail.ps1 -Log WCM.log -After $tail.End

What came since.

.OUTPUTS
One object: End, and Lines with Position and Text.

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, elevated, on the site server or the client.

Not proven on a real server yet: it was run on files made as the sources below say.

Where each fact is from, and how sure it is:
- Rollover to NAME.lo_, which takes the extension's place: memdocs, about-log-files.md. Sure. Said to be copied there, seen
  to be renamed; both are read. With a longer history there are more, with a time stamp in their names: not read.
- Where logs are: memdocs, about-log-files.md and log-files.md. Before that folder the path that a component writes itself
  counts: TraceFileName below SMS\Tracing, a published script; LogDirectory below CCM\Logging\@Global, field scripts. Good.
- WCM.log is written by SMS_WSUS_CONFIGURATION_MANAGER and wsyncmgr.log by SMS_WSUS_SYNC_MANAGER: their lines say so. Good.
- Encoding: client logs seen are UTF-8 with a byte order mark, others plain. A line that is no UTF-8 is read in the server's
  code page, and never refused. Good.
- Writers keep the file open; it has to be opened for sharing reads, writes and deletes: about-log-files.md, CMTrace. Good.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [ValidateSet('WCM.log', 'wsyncmgr.log', 'ScanAgent.log', 'LocationServices.log', 'WUAHandler.log')]
    [string] $Log,

    [long] $After = -1
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

$most = 262144
$components = @{ 'WCM.log' = 'SMS_WSUS_CONFIGURATION_MANAGER'; 'wsyncmgr.log' = 'SMS_WSUS_SYNC_MANAGER' }

function Get-RegistryText {
    # A value as text; empty where the key or the value is not there.
    param([string] $Key, [string] $Name)
    try { $item = Get-ItemProperty -LiteralPath $Key -ErrorAction Stop } catch [System.Management.Automation.ItemNotFoundException] { return '' }
    if ($null -ne $item -and $item.PSObject.Properties[$Name]) { [string] $item.PSObject.Properties[$Name].Value } else { '' }
}

function Find-Log {
    # Full path of the log, whether it is there or not.
    if (-not [Environment]::Is64BitProcess) {
        throw (New-Object System.NotSupportedException('This needs the 64-bit Windows PowerShell: a 32-bit one sees another registry.'))
    }
    if ($components.ContainsKey($Log)) {
        $traced = Get-RegistryText ('HKLM:\SOFTWARE\Microsoft\SMS\Tracing\' + $components[$Log]) 'TraceFileName'
        if ($traced -ne '') { return $traced }
        $folder = Get-RegistryText 'HKLM:\SOFTWARE\Microsoft\SMS\Setup' 'Installation Directory'
        if ($folder -eq '') { throw (New-Object System.Management.Automation.ItemNotFoundException("This is no site server, so $Log is not here.")) }
        return Join-Path $folder ('Logs\' + $Log)
    }
    $folder = Get-RegistryText 'HKLM:\SOFTWARE\Microsoft\CCM\Logging\@Global' 'LogDirectory'
    if ($folder -eq '') { $folder = Join-Path $env:SystemRoot 'CCM\Logs' }
    Join-Path $folder $Log
}

function Open-Log {
    # A stream that hinders nobody; $null where there is no such file. Somebody may lock it for a moment: tried three times.
    param([string] $Path)
    if (-not (Test-Path -LiteralPath $Path -PathType Leaf -ErrorAction Stop)) { return $null }
    $native = Convert-Path -LiteralPath $Path -ErrorAction Stop
    $share = [IO.FileShare]::ReadWrite -bor [IO.FileShare]::Delete
    for ($attempt = 1; ; $attempt++) {
        try {
            return New-Object -TypeName IO.FileStream -ArgumentList $native, ([IO.FileMode]::Open), ([IO.FileAccess]::Read), $share
        } catch {
            $cause = $_.Exception.GetBaseException()
            if ($cause -is [IO.FileNotFoundException]) { return $null }
            if ($attempt -ge 3 -or $cause -isnot [IO.IOException]) { throw $cause }
            Start-Sleep -Seconds 1
        }
    }
}

function Read-Bytes {
    # Bytes from one position to another, fewer where the file ends before.
    param([IO.Stream] $Stream, [long] $From, [long] $To)
    [void] $Stream.Seek($From, [IO.SeekOrigin]::Begin)
    [byte[]] $bytes = New-Object -TypeName 'byte[]' -ArgumentList ([int] [Math]::Max(0, $To - $From))
    $filled = 0
    while ($filled -lt $bytes.Length) {
        $count = $Stream.Read($bytes, $filled, $bytes.Length - $filled)
        if ($count -eq 0) { break }
        $filled += $count
    }
    [byte[]] $read = New-Object -TypeName 'byte[]' -ArgumentList $filled
    [Array]::Copy($bytes, $read, $filled)
    , $read
}

function Find-LineStart {
    # Where the line begins that a position is in: behind the last line feed before it.
    param([IO.Stream] $Stream, [long] $Position)
    $to = $Position
    while ($to -gt 0) {
        $from = [Math]::Max(0, $to - 4096)
        [byte[]] $bytes = Read-Bytes $Stream $from $to
        $last = if ($bytes.Length) { [Array]::LastIndexOf($bytes, [byte] 10) } else { -1 }
        if ($last -ge 0) { return [long] ($from + $last + 1) }
        $to = $from
    }
    [long] 0
}

function ConvertTo-Line {
    # Lines with the position behind each, from a place in the bytes on. What ends without a line feed is a line, too.
    param([byte[]] $Bytes, [long] $From, [int] $At)
    $strict = New-Object -TypeName Text.UTF8Encoding -ArgumentList $false, $true
    $local = [Text.Encoding]::Default
    if ($local.CodePage -eq 65001) { $local = [Text.Encoding]::GetEncoding(1252) }
    while ($At -lt $Bytes.Length) {
        $feed = [Array]::IndexOf($Bytes, [byte] 10, $At)
        $next = if ($feed -lt 0) { $Bytes.Length } else { $feed + 1 }
        try { $text = $strict.GetString($Bytes, $At, $next - $At) } catch { $text = $local.GetString($Bytes, $At, $next - $At) }
        if ($From + $At -eq 0) { $text = $text.TrimStart([char] 0xFEFF) }
        [pscustomobject] @{ Position = [long] ($From + $next); Text = $text.TrimEnd([char] 13, [char] 10) }
        $At = $next
    }
}

function Read-Line {
    # The lines of a log behind a position, or of its last bytes, which begin with a line that is cut: that one is left out.
    param([IO.Stream] $Stream, [long] $From, [long] $End, [bool] $IsPosition)
    if ($From -ge $End) { return }
    if ($IsPosition) { $From = Find-LineStart $Stream $From }
    [byte[]] $bytes = Read-Bytes $Stream $From $End
    $at = if ($From -gt 0 -and -not $IsPosition) { [Array]::IndexOf($bytes, [byte] 10) + 1 } else { 0 }
    ConvertTo-Line $bytes $From $at
}

if ($After -lt -1) { throw (New-Object System.ArgumentOutOfRangeException('After', 'After is a byte position, or -1.')) }
$path = Find-Log
[IO.Stream] $new = $null
[IO.Stream] $old = $null
try {
    [IO.Stream] $new = Open-Log $path
    $end = if ($null -ne $new) { $new.Length } else { [long] 0 }
    $missing = if ($After -lt 0) { $most - $end } else { $After - $end }
    if ($missing -gt 0) { [IO.Stream] $old = Open-Log ([IO.Path]::ChangeExtension($path, '.lo_')) }
    if ($null -eq $new -and $null -eq $old) {
        throw (New-Object System.Management.Automation.ItemNotFoundException("There is no log '$path'."))
    }
    $lines = @(
        if ($null -ne $old) {
            $from = if ($After -lt 0) { [Math]::Max([long] 0, $old.Length - $missing) } else { $After }
            Read-Line $old $from $old.Length ($After -ge 0)
        }
        if ($null -ne $new) {
            $from = if ($missing -gt 0) { [long] 0 } elseif ($After -lt 0) { $end - $most } else { $After }
            Read-Line $new $from $end ($After -ge 0)
        }
    )
    [pscustomobject] @{ End = [long] $end; Lines = $lines }
} finally {
    foreach ($stream in $new, $old) { if ($null -ne $stream) { $stream.Dispose() } }
}
