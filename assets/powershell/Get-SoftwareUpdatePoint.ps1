<#
.SYNOPSIS
Reads the Configuration Manager site of this server, and every software update point it has.

.DESCRIPTION
The SMS Provider is found by SMS_ProviderLocation in root\SMS, on this server or elsewhere, and asked for the site
(SMS_Site) and for its site system roles (SMS_SCI_SysResUse). Of each software update point: the name that clients and the
site use (NetworkOSPath), whether it requires SSL to WSUS (embedded property SSLWSUS), and its ports (WSUSIISPort,
WSUSIISSSLPort).

Nothing is changed. What cannot be read is an error: a flag that is missing is never shown as off, and a provider that shows
nothing to somebody without rights is not taken for a site without software update points.

.EXAMPLE
.\Get-SoftwareUpdatePoint.ps1

.EXAMPLE
(.\Get-SoftwareUpdatePoint.ps1).Points | Format-Table

.OUTPUTS
One object: SiteCode, SiteServer, Provider, TopLevel, and Points with Name, SiteCode, Ssl, HttpPort, HttpsPort.

.NOTES
Run it in the 64-bit Windows PowerShell 5.1 on the site server, as a user with rights in Configuration Manager.

Not proven on a real server yet: it was run against stand-ins that behave as the sources below say.

Where each fact is from, and how sure it is:
- SMS_ProviderLocation is on every site server; ProviderForLocalSite marks the provider of its own site, Machine says where
  it runs: memdocs, sms_providerlocation-server-wmi-class.md and how-to-connect-to-an-sms-provider (by using WMI). Sure.
- SMS_Site: ServerName is the site server, ReportingSiteCode the parent site, empty without one: memdocs,
  sms_site-server-wmi-class.md. Sure.
- SMS_SCI_SysResUse with RoleName 'SMS Software Update Point' is a software update point: memdocs,
  how-to-configure-the-software-update-point.md. Its Props are no lazy property: sms_sci_sysresuse-server-wmi-class.md. Sure.
- SSLWSUS, WSUSIISPort and WSUSIISSSLPort, each in Value: ConfigMgrCBDsc, DSC_CMSoftwareUpdatePoint.psm1. SslState of the class
  is another thing. The name is NetworkOSPath without its backslashes: scripts in the field. Good.
- A user without rights is shown nothing, and no error, by the provider: from memory. So the site and at least one role have
  to be seen, of which the site server itself has one.
- The role is compared in PowerShell: nothing becomes part of a query.
#>
[CmdletBinding()]
param()
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

#region The SMS Provider (the same text stands in every script that asks it; a test compares them)
function Test-SameName {
    param([string] $First, [string] $Second)
    [string]::Equals($First, $Second, [StringComparison]::OrdinalIgnoreCase)
}

function Test-ThisComputer {
    # A machine's name, with or without its domain, is the one of the computer that this runs on.
    param([string] $Name)
    $label = $Name.Split('.')[0]
    @(@($env:COMPUTERNAME, [Environment]::MachineName) | Where-Object { $_ -and (Test-SameName $label $_.Split('.')[0]) }).Count -gt 0
}

function Find-Site {
    # This server's own site, where its SMS Provider runs, and how to ask that.
    if (-not [Environment]::Is64BitProcess) {
        throw (New-Object System.NotSupportedException('This needs the 64-bit Windows PowerShell: a 32-bit one sees another registry and another System32.'))
    }
    $locations = @(Get-WmiObject -Namespace 'root\SMS' -Class 'SMS_ProviderLocation' -ErrorAction Stop | Where-Object { $_.ProviderForLocalSite })
    if ($locations.Count -eq 0) {
        throw (New-Object System.InvalidOperationException('root\SMS names no SMS Provider for a site of this server.'))
    }
    $code = [string] $locations[0].SiteCode
    if (@($locations | Where-Object { -not (Test-SameName $_.SiteCode $code) }).Count -gt 0) {
        throw (New-Object System.InvalidOperationException('root\SMS names SMS Providers of more than one site as those of this server.'))
    }
    $here = @($locations | Where-Object { Test-ThisComputer $_.Machine })
    $provider = if ($here.Count -gt 0) { $here[0] } else { $locations[0] }
    $ask = @{ Namespace = 'root\SMS\site_' + $code; ErrorAction = 'Stop' }
    if ($here.Count -eq 0) { $ask['ComputerName'] = [string] $provider.Machine }
    # To somebody without rights the provider shows nothing, as if nothing were there. So the site itself has to be seen.
    $sites = @(Get-WmiObject @ask -Class 'SMS_Site' | Where-Object { Test-SameName $_.SiteCode $code })
    if ($sites.Count -ne 1) {
        throw (New-Object System.UnauthorizedAccessException("The SMS Provider on $($provider.Machine) does not show the site $code. It shows nothing to a user without rights in Configuration Manager."))
    }
    [pscustomobject] @{
        Code = $code
        Server = [string] $sites[0].ServerName
        Parent = [string] $sites[0].ReportingSiteCode
        Provider = [string] $provider.Machine
        Ask = $ask
    }
}
#endregion

#region Software update points (the same text stands in Get- and Set-SoftwareUpdatePoint.ps1; a test compares them)
function Read-EmbeddedNumber {
    # What is missing is an error: a flag that is not there is not known to be off.
    param([object] $Item, [string] $Name, [string] $Point)
    $found = @($Item.Props | Where-Object { $null -ne $_ -and (Test-SameName $_.PropertyName $Name) })
    [long] $number = 0
    if ($found.Count -ne 1 -or -not [long]::TryParse([string] $found[0].Value, [ref] $number)) {
        throw (New-Object System.InvalidOperationException("The software update point '$Point' has no embedded property $Name with a number, so it cannot be told."))
    }
    $number
}

function Read-Point {
    # The software update points of a site, as the site stores them.
    param([object] $Site)
    $ask = $Site.Ask
    $uses = @(Get-WmiObject @ask -Class 'SMS_SCI_SysResUse' | Where-Object { Test-SameName $_.SiteCode $Site.Code })
    if ($uses.Count -eq 0) {
        throw (New-Object System.UnauthorizedAccessException("The SMS Provider on $($Site.Provider) shows no site system role of $($Site.Code), not even the site server's own. It shows nothing to a user without rights in Configuration Manager."))
    }
    $seen = New-Object 'System.Collections.Generic.HashSet[string]' ([StringComparer]::OrdinalIgnoreCase)
    foreach ($use in $uses) {
        if (-not (Test-SameName $use.RoleName 'SMS Software Update Point')) { continue }
        $name = ([string] $use.NetworkOSPath).Trim('\')
        if ($name -eq '' -or -not $seen.Add($name)) {
            throw (New-Object System.InvalidOperationException("The site $($Site.Code) has a software update point twice or without a name: '$name'."))
        }
        $flag = Read-EmbeddedNumber $use 'SSLWSUS' $name
        if ($flag -ne 0 -and $flag -ne 1) {
            throw (New-Object System.InvalidOperationException("SSLWSUS of the software update point '$name' is $flag, which is neither on nor off."))
        }
        [pscustomobject] @{
            Name = $name
            SiteCode = $Site.Code
            Ssl = ($flag -eq 1)
            HttpPort = [int] (Read-EmbeddedNumber $use 'WSUSIISPort' $name)
            HttpsPort = [int] (Read-EmbeddedNumber $use 'WSUSIISSSLPort' $name)
        }
    }
}
#endregion

$site = Find-Site
[pscustomobject] @{
    SiteCode = $site.Code
    SiteServer = $site.Server
    Provider = $site.Provider
    TopLevel = ($site.Parent -eq '')
    Points = @(Read-Point $site)
}
