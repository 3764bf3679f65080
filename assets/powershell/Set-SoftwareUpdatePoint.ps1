<#
.SYNOPSIS
Switches "Require SSL communication to the WSUS server" of a software update point on or off.

.DESCRIPTION
Runs Set-CMSoftwareUpdatePoint -EnableSsl of the Configuration Manager console's module for one software update point. It is
looked up first; a flag that is already as wanted is left alone.

The flag is read back through the SMS Provider. A write that reports success and does not read back ends the script with an
error. What the site makes of it comes later: WCM connects to WSUS within minutes, and only WCM.log says how that ended.

.PARAMETER SiteCode
The code of the site that this server belongs to: three letters or digits.

.PARAMETER HostName
The software update point, by the name that the site has for it. Case does not count.

.PARAMETER EnableSsl
$true requires SSL, $false does not.

.EXAMPLE
.\Set-SoftwareUpdatePoint.ps1 -SiteCode PS1 -HostName wsus1.contoso.com -EnableSsl $true

.EXAMPLE
.\Set-SoftwareUpdatePoint.ps1 -SiteCode PS1 -HostName wsus1.contoso.com -EnableSsl $false

.OUTPUTS
One object: Former with Path (sup/NAME/Ssl, the name in small letters) and Value (1 or 0), Output and ExitCode.

.NOTES
Run it in the 64-bit Windows PowerShell 5.1 on the site server, as a user who may change site system roles in Configuration
Manager. The Configuration Manager console has to be installed there. Former is what undoes it.

Not proven on a real server yet: it was run against stand-ins that behave as the sources below say.

Where each fact is from, and how sure it is:
- Set-CMSoftwareUpdatePoint -SiteCode -SiteSystemServerName -EnableSsl (Boolean): sccm-docs-powershell-ref. The same thing is
  called -WsusSsl by Add-CMSoftwareUpdatePoint. Sure.
- The module is ConfigurationManager.psd1, one folder above SMS_ADMIN_UI_PATH, and found by its name from 2111 on:
  sccm-docs-powershell-ref, overview.md. Sure. 'UI Installation Directory' in the registry: scripts in the field. Good.
- SMS_ADMIN_UI_PATH is not in the environment of a process that is older than the console: so the computer's own variable is
  read first.
- The cmdlets work from a drive of the site only; New-PSDrive -PSProvider CMSite makes one: overview.md. The -Root is the
  provider's machine, as in the script that the console itself offers. Sure.
- How the flag and the site are read, and how sure that is: see Get-SoftwareUpdatePoint.ps1.
- That the new value reads back at once is likely, but was not seen. So it is read five times within eight seconds.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [ValidatePattern('\A[A-Za-z0-9]{3}\z')]
    [string] $SiteCode,

    [Parameter(Mandatory = $true)]
    [ValidateNotNullOrEmpty()]
    [string] $HostName,

    [Parameter(Mandatory = $true)]
    [bool] $EnableSsl
)
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

function Import-Console {
    # The Configuration Manager console's module, from the first place that has it.
    if (Get-Module -Name 'ConfigurationManager') { return }
    $folders = @([Environment]::GetEnvironmentVariable('SMS_ADMIN_UI_PATH', 'Machine'), $env:SMS_ADMIN_UI_PATH | Where-Object { $_ })
    $places = @($folders | ForEach-Object { $_.TrimEnd('\') + '\..\ConfigurationManager.psd1' })
    $setup = Get-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\Microsoft\SMS\Setup' -ErrorAction SilentlyContinue
    if ($null -ne $setup -and $setup.PSObject.Properties['UI Installation Directory']) {
        $places += $setup.'UI Installation Directory'.TrimEnd('\') + '\bin\ConfigurationManager.psd1'
    }
    foreach ($place in $places + @('ConfigurationManager')) {
        try {
            Import-Module -Name $place -Verbose:$false -ErrorAction Stop
            return
        } catch [System.IO.FileNotFoundException] {
            continue
        }
    }
    throw (New-Object System.IO.FileNotFoundException('The PowerShell module of the Configuration Manager console is not on this server: ConfigurationManager.psd1.'))
}

function Write-Flag {
    param([object] $Site, [string] $Name)
    Import-Console
    if (-not (Get-PSDrive -Name $Site.Code -ErrorAction SilentlyContinue)) {
        [void] (New-PSDrive -Name $Site.Code -PSProvider 'CMSite' -Root $Site.Provider -ErrorAction Stop)
    }
    Push-Location -LiteralPath ($Site.Code + ':\') -ErrorAction Stop
    try {
        [void] (Set-CMSoftwareUpdatePoint -SiteCode $Site.Code -SiteSystemServerName $Name -EnableSsl $EnableSsl -ErrorAction Stop)
    } finally {
        Pop-Location
    }
}

function Find-Point {
    param([object] $Site)
    $found = @(Read-Point $Site | Where-Object { Test-SameName $_.Name $HostName })
    if ($found.Count -ne 1) {
        throw (New-Object System.ArgumentException("The site $($Site.Code) has no software update point '$HostName'."))
    }
    $found[0]
}

$site = Find-Site
if (-not (Test-SameName $site.Code $SiteCode)) {
    throw (New-Object System.ArgumentException("This server belongs to the site $($site.Code), not to '$SiteCode'."))
}
$point = Find-Point $site
$former = [pscustomobject] @{ Path = 'sup/' + $point.Name.ToLowerInvariant() + '/Ssl'; Value = [string] [int] $point.Ssl }
if ($point.Ssl -ne $EnableSsl) {
    Write-Flag $site $point.Name
    for ($attempt = 1; (Find-Point $site).Ssl -ne $EnableSsl; $attempt++) {
        if ($attempt -eq 5) {
            throw (New-Object System.InvalidOperationException("Set-CMSoftwareUpdatePoint reported success for '$($point.Name)', but SSLWSUS still reads back as $([int] $point.Ssl)."))
        }
        Start-Sleep -Seconds 2
    }
}
[pscustomobject] @{ Former = @($former); Output = ''; ExitCode = 0 }
