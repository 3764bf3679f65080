<#
.SYNOPSIS
Lists a client's requests to ClientWebService, from the log that IIS writes for the WSUS site.

.DESCRIPTION
The client's name is resolved to its addresses on this machine. A name without an address is no error: Addresses is empty
then. Of the two newest files of the site's log the last 4 MB each are read, and of the lines whose path begins with
/ClientWebService/ and whose client has one of these addresses, the newest 100 are returned, the oldest first.

IIS writes with a delay of up to a minute. A handshake that fails never gets into the log, nor does what http.sys refuses by
itself. A client behind a proxy or a load balancer stands there with the address of that one.

The files are opened so that IIS is not hindered. Nothing is changed. A log that cannot be had (another format, switched off,
a field that is missing) is an error, never an empty list.

.PARAMETER SiteId
Id of the site in IIS (Get-WsusSetup).

.PARAMETER Computer
Name of the client.

.EXAMPLE
(.\Get-ClientRequest.ps1 -SiteId 1806390885 -Computer pc1.contoso.com).Requests | Format-Table Time, Port, Path, Status, Substatus

.OUTPUTS
One object: Addresses, and Requests with Time (UTC), Address, Port, Path, Status and Substatus (0 where it is not logged).

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, elevated, on the WSUS server. IIS scripting tools (WebAdministration) needed.

Not proven on a real server yet: it was run on files made as the sources below say, against a stand-in for WebAdministration.

Where each fact is from, and how sure it is:
- directory (with environment variables), logFormat, enabled and logTargetW3C of a site's logFile: iis-docs,
  system.applicationHost/sites/site/logFile. Sure. Get-Website gives them as logFile.directory and so on, as texts or numbers:
  WebAdministrationDsc; PSServerManagement, Get-IISLogPath. Good. The files are in W3SVC and the site's id below it:
  SupportArticles-docs, wsus-configure-shared-database.md. Sure. Central logging, one file for all sites, is not looked for.
- Fields are named by a line #Fields:, which comes again within a file where they change; times are in UTC: W3C extended log
  file format; iis-docs. Sure. A value has no spaces, IIS writes + for them.
- An IPv4 client of a socket for both may be written as ::ffff:ADDRESS: from memory. Both are the same address here.
- LastWriteTime of a file that is being written may lag behind. It is never older than that of a file that was finished
  before: from memory.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [ValidateRange(1, 4294967295)]
    [long] $SiteId,

    [Parameter(Mandatory = $true)]
    [ValidateLength(1, 255)]
    [string] $Computer
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

#region Web sites and their bindings (the same text stands in every script that reads them; a test compares them)
$appHost = 'MACHINE/WEBROOT/APPHOST'

function Get-Plain {
    # A value of IIS, which comes as it is, or as an object whose Value it is; '' where there is none.
    param([object] $Item, [string] $Name)
    $property = $Item.PSObject.Properties[$Name]
    $value = if ($property) { $property.Value } else { $null }
    if ($null -ne $value -and $value -isnot [string] -and $value -isnot [array] -and $value.PSObject.Properties['Value']) { $value = $value.Value }
    if ($value -is [byte[]]) { $value = [BitConverter]::ToString($value).Replace('-', '') }
    if ($null -eq $value) { '' } else { $value }
}

function Get-Number {
    param([object] $Item, [string] $Name)
    $value = Get-Plain $Item $Name
    if ($value -eq '') { 0 } else { [long] $value }
}

function Import-Iis {
    if (-not [Environment]::Is64BitProcess) {
        throw (New-Object System.NotSupportedException('This needs the 64-bit Windows PowerShell: a 32-bit one sees another registry and another System32.'))
    }
    Import-Module -Name WebAdministration -ErrorAction Stop
}

function Get-SiteLine {
    # The bindings of a site, as IIS has them. Item is IIS's own object, with its methods.
    param([string] $SiteName)
    foreach ($item in @(Get-WebBinding -Name $SiteName -ErrorAction Stop)) {
        if ($null -eq $item) { continue }
        [pscustomobject] @{
            Protocol = [string] (Get-Plain $item 'protocol')
            Information = [string] (Get-Plain $item 'bindingInformation')
            CertificateHash = ([string] (Get-Plain $item 'certificateHash')).ToUpperInvariant()
            StoreName = [string] (Get-Plain $item 'certificateStoreName')
            SslFlags = [int] (Get-Number $item 'sslFlags')
            Item = $item
        }
    }
}

function Read-Site {
    # Every site with its bindings. What IIS lists without naming a site must be as many, or a name was not understood.
    $sites = @(foreach ($site in @(Get-Website -ErrorAction Stop)) {
        if ($null -eq $site) { continue }
        $name = [string] (Get-Plain $site 'name')
        [pscustomobject] @{ Id = Get-Number $site 'id'; Name = $name; Item = $site; Lines = @(Get-SiteLine $name) }
    })
    $all = @(Get-WebBinding -ErrorAction Stop | Where-Object { $null -ne $_ })
    $told = 0
    foreach ($site in $sites) { $told += $site.Lines.Count }
    if ($told -ne $all.Count) {
        throw (New-Object System.InvalidOperationException("IIS lists $($all.Count) bindings in all, but $told when it is asked site by site, so they cannot be told."))
    }
    $sites
}
#endregion

$most = 100
$bytesOfFile = 4194304
$service = '/ClientWebService/'
$needed = 'date', 'time', 'c-ip', 'cs-uri-stem', 's-port', 'sc-status'
# A byte is a character: positions are the same. What counts in a log is ASCII.
$latin = [Text.Encoding]::GetEncoding(28591)

function ConvertTo-PlainAddress {
    # An address without what differs between two ways to write it: IPv4 within IPv6, and the number of an adapter.
    param([Net.IPAddress] $Address)
    if ($Address.IsIPv4MappedToIPv6) { return [string] $Address.MapToIPv4() }
    [string] (New-Object -TypeName Net.IPAddress -ArgumentList (, $Address.GetAddressBytes()))
}

function Find-Address {
    # The addresses of a name; none where it has none (11001, 11004). That nobody could be asked is an error.
    param([string] $Name)
    try {
        $found = [Net.Dns]::GetHostAddresses($Name)
    } catch {
        $cause = $_.Exception.GetBaseException()
        if ($cause -isnot [Net.Sockets.SocketException] -or @(11001, 11004) -notcontains [int] $cause.SocketErrorCode) { throw $cause }
        return
    }
    $found | ForEach-Object { ConvertTo-PlainAddress $_ } | Select-Object -Unique
}

function Find-LogFolder {
    # The folder of the site's log, or an error that says why there is none to be read.
    Import-Iis
    $sites = @(Get-Website -ErrorAction Stop | Where-Object { $null -ne $_ -and (Get-Number $_ 'id') -eq $SiteId })
    if ($sites.Count -ne 1) {
        throw (New-Object System.Management.Automation.ItemNotFoundException("There is no web site with the id $SiteId."))
    }
    $log = $sites[0].logFile
    if ([string] (Get-Plain $log 'enabled') -eq 'False') {
        throw (New-Object System.NotSupportedException("The log of the site $SiteId is switched off in IIS."))
    }
    $format = [string] (Get-Plain $log 'logFormat')
    if (@('W3C', '2') -notcontains $format) {
        throw (New-Object System.NotSupportedException("The log of the site $SiteId has the format '$format'. Only W3C can be read here."))
    }
    if (@('ETW', '2') -contains [string] (Get-Plain $log 'logTargetW3C')) {
        throw (New-Object System.NotSupportedException("The log of the site $SiteId goes to Event Tracing for Windows only, and to no file."))
    }
    $name = 'W3SVC' + $SiteId.ToString([Globalization.CultureInfo]::InvariantCulture)
    $folder = Join-Path ([Environment]::ExpandEnvironmentVariables([string] (Get-Plain $log 'directory'))) $name
    if (-not (Test-Path -LiteralPath $folder -PathType Container -ErrorAction Stop)) {
        throw (New-Object System.IO.DirectoryNotFoundException("The folder of the log is not there: '$folder'. IIS has written none yet, or writes one log for all sites."))
    }
    $folder
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
    $latin.GetString($bytes, 0, $filled)
}

function Find-FieldLine {
    # The last line #Fields: before a position, searched backwards; empty where there is none.
    param([IO.Stream] $Stream, [long] $Before)
    $to = $Before
    while ($to -gt 0) {
        $from = [Math]::Max([long] 0, $to - 1048576)
        # A little more than the part, for a line that begins at its end.
        $text = Read-Bytes $Stream $from ([Math]::Min($Before, $to + 16))
        $at = if ($from -eq 0 -and $text.StartsWith('#Fields:', [StringComparison]::Ordinal)) { 0 } else { -1 }
        $last = $text.LastIndexOf("`n#Fields:", [StringComparison]::Ordinal)
        if ($last -ge 0) { $at = $last + 1 }
        if ($at -ge 0) { return (Read-Bytes $Stream ($from + $at) ([Math]::Min($Before, $from + $at + 4096))).Split([char] 10)[0] }
        $to = $from
    }
    ''
}

function Read-LogLine {
    # The end of a log file as whole lines, and before them the line that names their fields.
    param([string] $Path)
    $native = Convert-Path -LiteralPath $Path -ErrorAction Stop
    $share = [IO.FileShare]::ReadWrite -bor [IO.FileShare]::Delete
    $stream = New-Object -TypeName IO.FileStream -ArgumentList $native, ([IO.FileMode]::Open), ([IO.FileAccess]::Read), $share
    try {
        $end = $stream.Length
        $from = [Math]::Max([long] 0, $end - $bytesOfFile)
        $text = Read-Bytes $stream $from $end
        if ($from -gt 0) {
            $cut = $text.IndexOf([char] 10) + 1
            Find-FieldLine $stream ($from + $cut)
            $text = $text.Substring($cut)
        }
        # What has no end yet is still being written.
        $whole = $text.LastIndexOf([char] 10)
        if ($whole -ge 0) { $text.Substring(0, $whole).Split([char] 10) }
    } finally {
        $stream.Dispose()
    }
}

function Get-FieldIndex {
    # Where the fields stand in a line, by name; how many there are; and which of the needed ones are not there.
    param([string] $Line)
    $names = @($Line.Substring(8).Trim().Split(' '))
    $index = @{ Width = $names.Count; Missing = @($needed | Where-Object { $names -cnotcontains $_ }) }
    foreach ($name in $needed + 'sc-substatus') { $index[$name] = [Array]::IndexOf($names, $name) }
    $index
}

function Get-ClientAddress {
    # An address of the log, if it is one of the client's; else empty.
    param([string] $Text, [string[]] $Address)
    [Net.IPAddress] $parsed = $null
    if (-not [Net.IPAddress]::TryParse($Text, [ref] $parsed)) { return '' }
    $plain = ConvertTo-PlainAddress $parsed
    if ($Address -ccontains $plain) { $plain } else { '' }
}

function ConvertTo-Request {
    # The values of a line as a request; nothing where it asks for something else, or is not whole.
    param([string[]] $Value, [hashtable] $Index, [string] $Address)
    $path = $Value[$Index['cs-uri-stem']]
    $time = $Value[$Index['date']] + 'T' + $Value[$Index['time']] + 'Z'
    $port, $status = $Value[$Index['s-port']], $Value[$Index['sc-status']]
    $substatus = if ($Index['sc-substatus'] -ge 0) { $Value[$Index['sc-substatus']] } else { '0' }
    if (-not $path.StartsWith($service, [StringComparison]::OrdinalIgnoreCase)) { return }
    if (-not [regex]::IsMatch($time, '\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\z')) { return }
    if (-not [regex]::IsMatch("$port $status $substatus", '\A[0-9]{1,5} [0-9]{1,5} [0-9]{1,5}\z')) { return }
    [pscustomobject] @{ Time = $time; Address = $Address; Port = [int] $port; Path = $path; Status = [int] $status; Substatus = [int] $substatus }
}

function Read-Log {
    # The client's requests in the two newest files, the oldest first.
    param([string] $Folder, [string[]] $Address)
    $files = @(Get-ChildItem -LiteralPath $Folder -ErrorAction Stop | Where-Object { -not $_.PSIsContainer -and $_.Extension -eq '.log' } |
        Sort-Object -Property LastWriteTimeUtc, Name -Descending | Select-Object -First 2)
    [Array]::Reverse($files)
    $known = @{}
    $newest = $null
    foreach ($file in $files) {
        $index = $null
        foreach ($line in @(Read-LogLine $file.FullName)) {
            if ($line.StartsWith('#', [StringComparison]::Ordinal)) {
                if ($line.StartsWith('#Fields:', [StringComparison]::Ordinal)) { $newest = $index = Get-FieldIndex $line }
            } elseif ($line.IndexOf($service, [StringComparison]::OrdinalIgnoreCase) -ge 0) {
                if ($null -eq $index) {
                    throw (New-Object System.FormatException("The log '$($file.FullName)' does not say which fields it has."))
                }
                # From before a field was logged that is needed: no use, and no reason to refuse what came since.
                if (@($index['Missing']).Count -gt 0) { continue }
                [string[]] $values = $line.TrimEnd().Split(' ')
                if ($values.Length -ne $index['Width']) { continue }
                $from = $values[$index['c-ip']]
                if (-not $known.ContainsKey($from)) { $known[$from] = Get-ClientAddress $from $Address }
                if ($known[$from] -ne '') { ConvertTo-Request $values $index $known[$from] }
            }
        }
    }
    if ($null -ne $newest -and @($newest['Missing']).Count -gt 0) {
        throw (New-Object System.NotSupportedException("The log of the site $SiteId lacks fields that are needed: $($newest['Missing'] -join ', '). They can be chosen in IIS Manager, Logging."))
    }
}

$addresses = @(Find-Address $Computer)
$requests = @(if ($addresses.Count -gt 0) { Read-Log (Find-LogFolder) $addresses | Select-Object -Last $most })
[pscustomobject] @{ Addresses = $addresses; Requests = $requests }
