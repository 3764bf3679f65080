<#
The log that IIS writes for the WSUS site, and who resolves the clients' names. Part of the area Iis, which loads it and has
its facts as log. Files are real, since the script opens real files.

Misbehaviour, each with its source:
- another format, none at all, none to a file; enumerations as texts or as numbers (iis-docs, site/logFile)
- fields that change within a file, IPv4 written as IPv6 (failures, A.7)
- IIS has the newest file open for writing
#>

class StandInDns {
    static [Net.IPAddress[]] GetHostAddresses([string] $Name) {
        $facts = $global:Server.Iis.Log
        if ($facts.dns -ne 'works') { throw [Net.Sockets.SocketException]::new([int] $facts.dns) }
        $known = $facts.names.PSObject.Properties[$Name]
        if (-not $known) { throw [Net.Sockets.SocketException]::new(11001) }
        return @($known.Value | ForEach-Object { [Net.IPAddress]::Parse($_) })
    }
}

$accelerators = [psobject].Assembly.GetType('System.Management.Automation.TypeAccelerators')
foreach ($prefix in '', 'System.') { $accelerators::Add($prefix + 'Net.Dns', [StandInDns]) }

$global:StandInLog = $null

function global:Initialize-StandInIisLog($State) {
    if ($State -is [hashtable]) { $State = [pscustomobject] $State }
    $facts = Join-Fact @{
        site = 1806390885
        directory = '%SystemDrive%\inetpub\logs\LogFiles'
        format = 'W3C'
        enabled = $true
        target = 'File'                     # '' before IIS 8.5
        folder = $true                      # IIS has written something
        files = @()                         # the newest first: name, text; "repeat", to put before it so many times, behind "head"
        names = [pscustomobject] @{}        # name -> addresses
        dns = 'works'                       # or the code of a socket's error
    } $State
    if ($global:StandInLog) { $global:StandInLog.Dispose(); $global:StandInLog = $null }
    $global:Server.Iis['Log'] = $facts
    $env:SystemDrive = $global:Server.Base.Folder
    if (-not $facts.folder) { return }
    $folder = [IO.Path]::Combine([Environment]::ExpandEnvironmentVariables($facts.directory).Replace('\', '/'), "W3SVC$($facts.site)")
    [void] [IO.Directory]::CreateDirectory($folder)
    $minutes = 0
    foreach ($file in $facts.files) {
        $path = [IO.Path]::Combine($folder, $file.name)
        $before = if ($file.PSObject.Properties['repeat']) { $file.head + [string]::Concat([Linq.Enumerable]::Repeat([string] $file.repeat, [int] $file.times)) } else { '' }
        [IO.File]::WriteAllText($path, $before + $file.text)
        [IO.File]::SetLastWriteTimeUtc($path, [DateTime]::UtcNow.AddMinutes(-(++$minutes)))
        if ($minutes -eq 1) { $global:StandInLog = [IO.FileStream]::new($path, 'Open', 'Write', 'Read, Delete') }
    }
}

function global:New-StandInLogFile {
    $facts = $global:Server.Iis.Log
    $values = @{ directory = $facts.directory; logFormat = $facts.format; enabled = [bool] $facts.enabled; logTargetW3C = $facts.target }
    if ($global:Server.Iis.shape -eq 'object') {
        $numbers = @{ IIS = 0; NCSA = 1; W3C = 2; Custom = 3; File = 1; ETW = 2; 'File,ETW' = 3 }
        foreach ($name in 'logFormat', 'logTargetW3C') { $values[$name] = [pscustomobject] @{ Name = $name; Value = $numbers[$values[$name]] } }
        $values['directory'] = [pscustomobject] @{ Name = 'directory'; Value = $facts.directory }
    }
    if ($facts.target -eq '') { $values.Remove('logTargetW3C') }
    [pscustomobject] $values
}
