<#
.SYNOPSIS
Reads Require SSL and the client certificate setting of the WSUS web site and of everything directly below it.

.DESCRIPTION
For the site itself (key '.') and each application and virtual directory directly below it, two values of sslFlags
(section system.webServer/security/access) are returned: its own, and the one that holds there with what it inherits.

Flags are written as 'Ssl, Ssl128': names in the order Ssl, SslNegotiateCert, SslRequireCert, SslMapCert, Ssl128.
Own is 'None' where a place says so itself, and empty where it has no value of its own.

Nothing is changed. Where a value cannot be read, or where two ways of reading it disagree, the script fails: a failed
read is never shown as 'None'.

.EXAMPLE
.\Get-SslRequirement.ps1

.EXAMPLE
(.\Get-SslRequirement.ps1).Places | Format-Table Key, Own, Effective

.OUTPUTS
One object: SiteName, and Places with Key, Own and Effective.

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, elevated, on the WSUS server. IIS scripting tools (WebAdministration) needed.

Not proven on a real server yet: it was run against stand-ins that behave as the sources below say.

Where each fact is from, and how sure it is:
- The site is the one whose id is IISTargetWebSiteIndex. A real server has 1806390885 there, and the site can be renamed
  (PatchMyPC knowledge base, WSUS aliases). Its contents confirm it. Sure.
- APPHOST and -Location is the way to read and write, and a value reads as text ('Ssl,Ssl128') where something is set, as
  an object with a number in Value where nothing is: WebAdministrationDsc, DSC_SslSettings.psm1; I-LOVE-WSUS. Good.
- Bits 8, 32, 64, 128, 256: learn.microsoft.com, IIS WMI provider, AccessSection class. Sure.
- Own value: no cmdlet is documented to tell an own value from an inherited one at a location path (IsLocallyStored of
  Microsoft.Web.Administration speaks of a section and of one configuration file). So the file itself is read: an own
  value is the attribute under <location path="SITE/PLACE">. Microsoft's CSS-Exchange reads own sslFlags the same way
  (Get-ExtendedProtectionConfiguration.ps1). That the file means this: sure.
- The file is not trusted alone. Own must equal what IIS answers there; without an own value IIS must answer what the site
  has (or None, where a location ends inheritance). Anything else is an error. So a misreading shows as "cannot tell".
- %SystemRoot%\System32\inetsrv\config\applicationHost.config: iis-docs. Elsewhere with a shared configuration, which
  redirection.config tells; that case is refused. Without either file (not seen) IIS's answers have to do: an own value is
  then what differs from what is inherited.
- Not seen: a web.config that sets sslFlags after somebody unlocked the section, which IIS locks by default (iis-docs,
  how to use locking). What is served then is for a request over http and https to tell.
#>
[CmdletBinding()]
param()
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

#region The WSUS site and its sslFlags (the same text stands in Get- and Set-SslRequirement.ps1; a test compares them)
$appHost = 'MACHINE/WEBROOT/APPHOST'
$section = 'system.webServer/security/access'
$flagNames = 'Ssl', 'SslNegotiateCert', 'SslRequireCert', 'SslMapCert', 'Ssl128'
$flagBits = 8, 32, 64, 128, 256

function Test-SameName {
    param([string] $First, [string] $Second)
    [string]::Equals($First, $Second, [StringComparison]::OrdinalIgnoreCase)
}

function ConvertTo-FlagText {
    # One text for the shapes that IIS gives: a text of names, a number, or an object whose Value is one of them.
    param([AllowNull()] [object] $Value, [string] $Place)
    if ($null -ne $Value -and $Value -isnot [string] -and $Value.PSObject.Properties['Value']) { $Value = $Value.Value }
    if ($null -eq $Value -or $Value -is [array]) {
        throw (New-Object System.InvalidOperationException("IIS gives no single sslFlags value for '$Place', so it cannot be told."))
    }
    $text = [string] $Value
    [long] $bits = 0
    if (-not [long]::TryParse($text, [Globalization.NumberStyles]::None, [Globalization.CultureInfo]::InvariantCulture, [ref] $bits)) {
        foreach ($part in $text.Split(',')) {
            $name = $part.Trim()
            if ($name -eq '' -or (Test-SameName $name 'None')) { continue }
            $known = @(0..4 | Where-Object { Test-SameName $flagNames[$_] $name })
            if ($known.Count -ne 1) {
                throw (New-Object System.InvalidOperationException("sslFlags of '$Place' has a flag that is not known here: '$name'."))
            }
            $bits = $bits -bor $flagBits[$known[0]]
        }
    }
    $names = @(0..4 | Where-Object { $bits -band $flagBits[$_] } | ForEach-Object { $flagNames[$_] })
    if ($bits -band (-bnot 488)) {
        throw (New-Object System.InvalidOperationException("sslFlags of '$Place' has bits that are not known here: $bits."))
    }
    if ($names.Count -eq 0) { 'None' } else { $names -join ', ' }
}

function Read-ConfigurationFile {
    # A file of IIS; an empty document where there is none.
    param([string] $Name)
    $document = New-Object System.Xml.XmlDocument
    $document.XmlResolver = $null
    $path = Join-Path $env:SystemRoot ('System32\inetsrv\config\' + $Name)
    if (Test-Path -LiteralPath $path -ErrorAction Stop) { $document.Load((Convert-Path -LiteralPath $path -ErrorAction Stop)) }
    , $document
}

function Get-OwnFlags {
    # Location path -> sslFlags that stand there in applicationHost.config. What is not in it has no value of its own. $null
    # where there is no such file.
    $redirection = (Read-ConfigurationFile 'redirection.config').SelectNodes("//*[local-name()='configurationRedirection']")
    if (@($redirection | Where-Object { Test-SameName $_.GetAttribute('enabled') 'true' }).Count -gt 0) {
        throw (New-Object System.NotSupportedException('IIS uses a shared configuration (redirection.config), so the local file does not tell.'))
    }
    $own = New-Object 'System.Collections.Generic.Dictionary[string,string]' ([StringComparer]::OrdinalIgnoreCase)
    $document = Read-ConfigurationFile 'applicationHost.config'
    if ($null -eq $document.DocumentElement) { return $null }
    foreach ($location in $document.SelectNodes("/*[local-name()='configuration']/*[local-name()='location']")) {
        $path = $location.GetAttribute('path')
        foreach ($access in $location.SelectNodes("*[local-name()='system.webServer']/*[local-name()='security']/*[local-name()='access']")) {
            if (-not $access.HasAttribute('sslFlags')) { continue }
            if ($own.ContainsKey($path)) {
                throw (New-Object System.InvalidOperationException("applicationHost.config has sslFlags twice for '$path'."))
            }
            $own[$path] = ConvertTo-FlagText $access.GetAttribute('sslFlags') $path
        }
    }
    $own
}

function Get-EffectiveFlags {
    # What holds at a location path (at the server itself where it is empty), as the configuration system says.
    param([string] $Location)
    $question = @{ PSPath = $appHost; Filter = $section; Name = 'sslFlags'; ErrorAction = 'Stop' }
    if ($Location -ne '') { $question['Location'] = $Location }
    ConvertTo-FlagText (Get-WebConfigurationProperty @question) $Location
}

function Get-LocationPath {
    param([string] $SiteName, [string] $Key)
    if ($Key -eq '.') { $SiteName } else { $SiteName + '/' + $Key }
}

function Find-WsusSite {
    # The site by the id that WSUS keeps, confirmed by what is below it. Its name is never used to find it.
    if (-not [Environment]::Is64BitProcess) {
        throw (New-Object System.NotSupportedException('This needs the 64-bit Windows PowerShell: a 32-bit one sees another registry and another System32.'))
    }
    Import-Module -Name WebAdministration -ErrorAction Stop
    $setup = Get-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Update Services\Server\Setup' -ErrorAction Stop
    if (-not $setup.PSObject.Properties['IISTargetWebSiteIndex']) {
        throw (New-Object System.InvalidOperationException('WSUS keeps no IISTargetWebSiteIndex here: it is not installed, or its post-installation did not run.'))
    }
    $id = [long] $setup.IISTargetWebSiteIndex
    $question = @{ PSPath = $appHost; ErrorAction = 'Stop' }
    $sites = @(Get-WebConfiguration @question -Filter '/system.applicationHost/sites/site' | Where-Object { [long] $_.id -eq $id })
    if ($sites.Count -ne 1) {
        throw (New-Object System.InvalidOperationException("IIS has no site with the id $id, which WSUS names as its own."))
    }
    $application = "/system.applicationHost/sites/site[@id='{0}']/application" -f $id
    $directory = "/system.applicationHost/sites/site[@id='{0}']/application[@path='/']/virtualDirectory" -f $id
    $found = @(Get-WebConfiguration @question -Filter $application) + @(Get-WebConfiguration @question -Filter $directory)
    $paths = @($found | ForEach-Object { ([string] $_.path).TrimStart('/') } | Where-Object { $_ -ne '' -and -not $_.Contains('/') })
    foreach ($needed in 'ClientWebService', 'ApiRemoting30') {
        if (@($paths | Where-Object { Test-SameName $_ $needed }).Count -eq 0) {
            throw (New-Object System.InvalidOperationException("Site $id ('$($sites[0].name)') has no $needed below it, so it is not the WSUS site."))
        }
    }
    [pscustomobject] @{ Name = [string] $sites[0].name; Keys = @('.') + $paths }
}

function Get-OwnText {
    # A place's own value: what the file has there. Without the file it is what differs from what the place inherits.
    param([AllowNull()] [object] $Own, [string] $Path, [string] $Effective, [string] $Inherited)
    if ($null -eq $Own) { return $(if ($Effective -ceq $Inherited) { '' } else { $Effective }) }
    if ($Own.ContainsKey($Path)) { $Own[$Path] } else { '' }
}

function Read-Place {
    # Own and effective value of places. The file and the configuration system must agree, else it cannot be told.
    param([string] $SiteName, [string[]] $Keys)
    $own = Get-OwnFlags
    $site = Get-EffectiveFlags $SiteName
    foreach ($key in $Keys) {
        $path = Get-LocationPath $SiteName $key
        $effective = if ($key -eq '.') { $site } else { Get-EffectiveFlags $path }
        $inherited = if ($key -eq '.') { Get-EffectiveFlags '' } else { $site }
        $text = Get-OwnText $own $path $effective $inherited
        $expected = if ($text -ne '') { @($text) } else { @($inherited, 'None') }
        if ($expected -cnotcontains $effective) {
            throw (New-Object System.InvalidOperationException("'$path' reads as '$effective', but applicationHost.config says '$text' there and it inherits '$inherited'."))
        }
        [pscustomobject] @{ Key = $key; Own = $text; Effective = $effective }
    }
}
#endregion

$wsus = Find-WsusSite
[pscustomobject] @{
    SiteName = $wsus.Name
    Places = @(Read-Place $wsus.Name $wsus.Keys)
}
