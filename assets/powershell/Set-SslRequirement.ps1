<#
.SYNOPSIS
Sets Require SSL and the client certificate setting of places below the WSUS web site, or takes their own values away.

.DESCRIPTION
Writes sslFlags (section system.webServer/security/access) into applicationHost.config, under a location path for each
place: the whole flags, or none of its own, so that the place inherits again.

All places are read before the first is written. A place that already has the value is left alone. Every write is read
back; one that reports success and does not read back ends the script with an error that names the place. Takes effect
at once, without a restart of IIS.

.PARAMETER Place
Names of applications or virtual directories directly below the WSUS site; '.' is the site itself.

.PARAMETER Flags
As many as places, in their order: 'Ssl', 'Ssl, Ssl128', 'None', ... An empty text takes the place's own value away.

.EXAMPLE
.\Set-SslRequirement.ps1 -Place ClientWebService, ApiRemoting30 -Flags Ssl, Ssl

Requires SSL on two of the web services, and ignores client certificates there.

.EXAMPLE
.\Set-SslRequirement.ps1 -Place . -Flags ''

Takes the site's own value away.

.OUTPUTS
One object: Former with Path (require-ssl/PLACE/Own, the name as IIS has it) and Value (empty where there was none),
Output and ExitCode.

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, elevated, on the WSUS server. IIS scripting tools (WebAdministration) needed.
Former is what undoes it: the same places with the former values as flags.

Not proven on a real server yet: it was run against stand-ins that behave as the sources below say.

Where each fact is from, and how sure it is:
- Written at APPHOST with -Location, names joined by a comma: WebAdministrationDsc, DSC_SslSettings.psm1; I-LOVE-WSUS. At
  IIS:\Sites\... without -Location the section is locked (iis-docs, how to use locking). Good.
- An own 'None' is written by Set-WebConfigurationProperty -Value 'None' (I-LOVE-WSUS does so). That IIS keeps it in the
  file, although it is the default, was not seen; the read-back tells. An empty attribute, which WebAdministrationDsc
  writes, counts as None, too.
- An own value is taken away by Clear-WebConfiguration for the section at the location path: the cmdlet's own examples
  clear a section, and field scripts do so with APPHOST and -Location. sslFlags is the only attribute of the section and
  it has no child elements (iis-docs, access.md), so nothing else goes with it. Not seen done with this very section.
- Microsoft's example of Remove-WebConfigurationLocation waits five seconds after a write. So a value that does not read
  back at once is read again, five times within four seconds, before it counts as not written.
- How own and effective values are read, and how sure that is: see Get-SslRequirement.ps1.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [ValidateNotNullOrEmpty()]
    [string[]] $Place,

    [Parameter(Mandatory = $true)]
    [AllowEmptyString()]
    [ValidatePattern('\A(None|(Ssl|SslNegotiateCert|SslRequireCert|SslMapCert|Ssl128)(, ?(Ssl|SslNegotiateCert|SslRequireCert|SslMapCert|Ssl128))*)?\z')]
    [string[]] $Flags
)
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

function Write-Flags {
    param([string] $Location, [string] $Wanted, [string] $Inherited)
    $target = @{ PSPath = $appHost; Location = $Location; Filter = $section; ErrorAction = 'Stop' }
    if ($Wanted -eq '') {
        Clear-WebConfiguration @target
    } else {
        Set-WebConfigurationProperty @target -Name 'sslFlags' -Value $Wanted.Replace(', ', ',')
    }
    for ($attempt = 1; $attempt -le 5; $attempt++) {
        if ($attempt -gt 1) { Start-Sleep -Seconds 1 }
        $own = Get-OwnFlags
        $effective = Get-EffectiveFlags $Location
        $text = Get-OwnText $own $Location $effective $Inherited
        # Without the file an own value cannot be told from an inherited one that is the same.
        if (($text -ceq $Wanted -or ($null -eq $own -and $Wanted -ne '')) -and ($Wanted -eq '' -or $effective -ceq $Wanted)) { return }
    }
    throw (New-Object System.InvalidOperationException("IIS reported success for '$Location', but its own sslFlags read back as '$text' and not as '$Wanted'."))
}

if ($Place.Count -ne $Flags.Count) {
    throw (New-Object System.ArgumentException("There are $($Place.Count) places and $($Flags.Count) flags; each place needs its own."))
}
$wsus = Find-WsusSite
$keys = foreach ($name in $Place) {
    $found = @($wsus.Keys | Where-Object { Test-SameName $_ $name })
    if ($found.Count -ne 1) {
        throw (New-Object System.ArgumentException("The WSUS site has no application or virtual directory '$name' directly below it."))
    }
    $found[0]
}
$keys = @($keys)
if (@($keys | Select-Object -Unique).Count -ne $keys.Count) {
    throw (New-Object System.ArgumentException('A place is named twice.'))
}
$wanted = @($Flags | ForEach-Object { if ($_ -eq '') { '' } else { ConvertTo-FlagText $_ 'Flags' } })
$before = @(Read-Place $wsus.Name $keys)
$former = @(0..($keys.Count - 1) | ForEach-Object {
    [pscustomobject] @{ Path = 'require-ssl/' + $keys[$_] + '/Own'; Value = $before[$_].Own }
})
for ($i = 0; $i -lt $keys.Count; $i++) {
    if ($before[$i].Own -ceq $wanted[$i]) { continue }
    # Read now: the site itself may be among what was written before.
    $inherited = Get-EffectiveFlags $(if ($keys[$i] -eq '.') { '' } else { $wsus.Name })
    Write-Flags (Get-LocationPath $wsus.Name $keys[$i]) $wanted[$i] $inherited
}
[pscustomobject] @{ Former = $former; Output = ''; ExitCode = 0 }
