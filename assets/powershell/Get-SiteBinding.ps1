<#
.SYNOPSIS
Lists every web site of IIS with its bindings, its state, and the applications and virtual directories directly below it.

.DESCRIPTION
All sites are returned, not only that of WSUS: a port that WSUS needs may belong to another one. Bindings are as IIS has
them; which certificate is really served is up to http.sys (Get-HttpSysBinding) and to be seen by asking (Test-TlsEndpoint).

A site whose state IIS does not tell (its services are stopped) stands at Unknown.

Nothing is changed. What cannot be read is an error, never an empty list.

.EXAMPLE
.\Get-SiteBinding.ps1 | Format-Table Id, Name, State

.EXAMPLE
.\Get-SiteBinding.ps1 | ForEach-Object { $_.Bindings } | Format-Table

.OUTPUTS
An array: Id, Name, State, Bindings (SiteId, Protocol, Information, CertificateHash, StoreName, SslFlags), Children (Name,
IsApplication, Pool).

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, elevated, on the WSUS server. IIS scripting tools (WebAdministration) needed.

Not proven on a real server yet: it was run against stand-ins for WebAdministration that behave as the sources below say.

Where each fact is from, and how sure it is:
- Get-WebBinding gives bindingInformation, certificateHash, certificateStoreName and sslFlags: community.windows,
  win_iis_webbinding; I-LOVE-WSUS. The real WSUS site has ':8531:' there, without a star. Sure.
- Its -Name may be taken as a pattern: not documented. So the bindings are counted with and without it.
- Applications and virtual directories are read from the configuration by the site's id: as in Get-SslRequirement.
- Get-Website names the state in English words (Started), or its number: docs of IIS, ObjectState. From memory.
#>
[CmdletBinding()]
param()
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

function Get-StateText {
    # Started, Stopped, ...: by name or by number (ObjectState). A state that IIS cannot tell is Unknown.
    param([object] $Site)
    $names = 'Starting', 'Started', 'Stopping', 'Stopped', 'Unknown'
    try {
        $state = [string] (Get-Plain $Site 'state')
    } catch {
        return 'Unknown'
    }
    [int] $number = 4
    if ([int]::TryParse($state, [ref] $number)) { return $(if ($number -ge 0 -and $number -le 4) { $names[$number] } else { 'Unknown' }) }
    if ($state -eq '') { 'Unknown' } else { $state }
}

function Read-Child {
    # Applications and virtual directories directly below a site.
    param([long] $SiteId)
    $question = @{ PSPath = $appHost; ErrorAction = 'Stop' }
    $application = "/system.applicationHost/sites/site[@id='{0}']/application" -f $SiteId
    $directory = "/system.applicationHost/sites/site[@id='{0}']/application[@path='/']/virtualDirectory" -f $SiteId
    foreach ($kind in $true, $false) {
        $filter = if ($kind) { $application } else { $directory }
        foreach ($item in @(Get-WebConfiguration @question -Filter $filter)) {
            if ($null -eq $item) { continue }
            $name = ([string] (Get-Plain $item 'path')).TrimStart('/')
            if ($name -eq '' -or $name.Contains('/')) { continue }
            [pscustomobject] @{ Name = $name; IsApplication = $kind; Pool = $(if ($kind) { [string] (Get-Plain $item 'applicationPool') } else { '' }) }
        }
    }
}

Import-Iis
$answer = @(foreach ($site in @(Read-Site)) {
    $bindings = @(foreach ($line in $site.Lines) {
        [pscustomobject] @{
            SiteId = $site.Id
            Protocol = $line.Protocol
            Information = $line.Information
            CertificateHash = $line.CertificateHash
            StoreName = $line.StoreName
            SslFlags = $line.SslFlags
        }
    })
    [pscustomobject] @{
        Id = $site.Id
        Name = $site.Name
        State = Get-StateText $site.Item
        Bindings = $bindings
        Children = @(Read-Child $site.Id)
    }
})
, $answer
