<#
.SYNOPSIS
Puts set-up values of WSUS back, and restarts its service and its application pool: configuressl has no undo.

.DESCRIPTION
Writes UsingSSL, PortNumber or ServerCertificateName below HKLM\SOFTWARE\Microsoft\Update Services\Server\Setup, those that
are named and differ. Everything is looked up before the first is written. Every value is read back; one that reports
success and does not read back ends the script with an error that names it.

Then WsusService is restarted and, if it runs, the application pool that ClientWebService names. They are restarted also
where no value differed: a run that was cut off behind its writes is made good by running it again.

.PARAMETER ValueName
Names of values: UsingSSL, PortNumber, ServerCertificateName.

.PARAMETER Value
As many as names, in their order. UsingSSL takes 0 or 1, PortNumber a port. An empty text removes the value, and so does the
port 0, which is how an absent one reads.

.EXAMPLE
.\Set-WsusSetup.ps1 -ValueName UsingSSL, PortNumber, ServerCertificateName -Value 0, 8530, ''

.OUTPUTS
One object: Former with Path (wsus/UsingSsl, ...) and Value as they were before, Output and ExitCode.

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, elevated, on the WSUS server. IIS scripting tools (WebAdministration) needed.
Former is what undoes it.

Not proven on a real server yet: it was run against stand-ins that behave as the sources below say.

Where each fact is from, and how sure it is:
- What the three values mean: SupportArticles-docs, wsus-configure-shared-database.md; PatchMyPC knowledge base, WSUS aliases.
  Sure. That writing them takes configuressl back: no documented way was found, this one is from memory. What the
  database keeps beside them (tbConfiguration) is not written here. The WSUS API over http proves it, or does not.
- Where a software update point's SSL option is off, ConfigMgr itself sets WSUS not to use SSL (memdocs,
  plan-for-software-updates.md). Sure.
- The pool is the one that the site's ClientWebService names; the name WsusPool proves nothing: a published script. Good.
- Restarting service and pool so that they read the values again: milder than the reboot that one source wants. From memory.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [ValidateSet('UsingSSL', 'PortNumber', 'ServerCertificateName')]
    [string[]] $ValueName,

    [Parameter(Mandatory = $true)]
    [AllowEmptyString()]
    [string[]] $Value
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

#region The set-up values of WSUS (the same text stands in every script that reads them; a test compares them)
$setupKey = 'HKLM:\SOFTWARE\Microsoft\Update Services\Server\Setup'

function Read-SetupKey {
    # The key's values; $null where there is no such key. Anything else that goes wrong is an error.
    if (-not [Environment]::Is64BitProcess) {
        throw (New-Object System.NotSupportedException('This needs the 64-bit Windows PowerShell: a 32-bit one sees another registry.'))
    }
    try { Get-ItemProperty -LiteralPath $setupKey -ErrorAction Stop } catch [System.Management.Automation.ItemNotFoundException] { $null }
}

function Get-SetupValue {
    # One of them, as it is; $null where it is absent.
    param([AllowNull()] [object] $Setup, [string] $Name)
    if ($null -ne $Setup -and $Setup.PSObject.Properties[$Name]) { $Setup.PSObject.Properties[$Name].Value } else { $null }
}

function Get-SetupNumber {
    # A number of them; 0 where it is absent. What is no number is an error, not 0.
    param([AllowNull()] [object] $Setup, [string] $Name)
    $present = Get-SetupValue $Setup $Name
    if ($null -eq $present) { return [long] 0 }
    [long] $number = 0
    if (-not [long]::TryParse([string] $present, [Globalization.NumberStyles]::None, [Globalization.CultureInfo]::InvariantCulture, [ref] $number)) {
        throw (New-Object System.InvalidOperationException("The set-up value $Name of WSUS is no number: '$present'."))
    }
    $number
}

function Get-SetupSettings {
    # The three values that configuressl writes, as settings: what is absent reads as 0 or as empty.
    param([AllowNull()] [object] $Setup)
    $values = [ordered] @{
        UsingSsl = [string] [int] ((Get-SetupNumber $Setup 'UsingSSL') -ne 0)
        PortNumber = [string] (Get-SetupNumber $Setup 'PortNumber')
        ServerCertificateName = [string] (Get-SetupValue $Setup 'ServerCertificateName')
    }
    foreach ($name in $values.Keys) { [pscustomobject] @{ Path = 'wsus/' + $name; Value = $values[$name] } }
}

function Find-WsusUtil {
    # Full path of WsusUtil.exe; empty where it is not there.
    param([AllowNull()] [object] $Setup)
    $folder = [string] (Get-SetupValue $Setup 'TargetDir')
    if ($folder -eq '') { $folder = Join-Path $env:ProgramFiles 'Update Services' }
    $path = Join-Path $folder 'Tools\WsusUtil.exe'
    if (Test-Path -LiteralPath $path -PathType Leaf -ErrorAction Stop) { $path } else { '' }
}
#endregion

function ConvertTo-Stored {
    # What a value is to be in the registry; $null where it is to be removed.
    param([string] $Name, [string] $Text)
    if ($Text.Length -eq 0) { return $null }
    if ($Name -eq 'ServerCertificateName') { return $Text }
    [int] $number = 0
    $most = if ($Name -eq 'UsingSSL') { 1 } else { 65535 }
    $isNumber = [int]::TryParse($Text, [Globalization.NumberStyles]::None, [Globalization.CultureInfo]::InvariantCulture, [ref] $number)
    if (-not $isNumber -or $number -gt $most) { throw (New-Object System.ArgumentException("'$Text' is no value for $Name.")) }
    if ($Name -eq 'PortNumber' -and $number -eq 0) { return $null }
    $number
}

function Test-Stored {
    # Whether a value is in the registry as wanted.
    param([AllowNull()] [object] $Setup, [string] $Name, [AllowNull()] [object] $Wanted)
    $present = Get-SetupValue $Setup $Name
    if ($null -eq $Wanted -or $null -eq $present) { return $null -eq $Wanted -and $null -eq $present }
    [string]::Equals([string] $present, [string] $Wanted, [StringComparison]::Ordinal)
}

function Write-Stored {
    param([string] $Name, [AllowNull()] [object] $Wanted)
    $target = @{ LiteralPath = $setupKey; Name = $Name; Force = $true; ErrorAction = 'Stop' }
    if ($null -eq $Wanted) {
        Remove-ItemProperty @target
    } else {
        $kind = if ($Wanted -is [int]) { 'DWord' } else { 'String' }
        New-ItemProperty @target -Value $Wanted -PropertyType $kind | Out-Null
    }
    if (-not (Test-Stored (Read-SetupKey) $Name $Wanted)) {
        throw (New-Object System.InvalidOperationException("Windows reported success for $Name, but it does not read back as '$Wanted'."))
    }
}

function Find-Pool {
    # The application pool of ClientWebService in the WSUS site, and whether it runs.
    param([long] $SiteId)
    Import-Module -Name WebAdministration -ErrorAction Stop
    $question = @{ PSPath = 'MACHINE/WEBROOT/APPHOST'; ErrorAction = 'Stop' }
    $filter = "/system.applicationHost/sites/site[@id='{0}']/application" -f $SiteId
    $found = @(Get-WebConfiguration @question -Filter $filter | Where-Object { $_.path -eq '/ClientWebService' })
    if ($found.Count -ne 1) {
        throw (New-Object System.InvalidOperationException("IIS has no ClientWebService in the site $SiteId, which WSUS names as its own. Nothing was written."))
    }
    $name = [string] $found[0].applicationPool
    $state = Get-WebAppPoolState -Name $name -ErrorAction Stop
    if ($state.PSObject.Properties['Value']) { $state = $state.Value }
    [pscustomobject] @{ Name = $name; Started = ([string] $state -eq 'Started') }
}

if ($ValueName.Count -ne $Value.Count) {
    throw (New-Object System.ArgumentException("There are $($ValueName.Count) names and $($Value.Count) values; each name needs its own."))
}
$wanted = [ordered] @{}
for ($i = 0; $i -lt $ValueName.Count; $i++) {
    # As WSUS spells it, whatever the case it was given in.
    $name = @('UsingSSL', 'PortNumber', 'ServerCertificateName' | Where-Object { $_ -eq $ValueName[$i] })[0]
    if ($wanted.Contains($name)) { throw (New-Object System.ArgumentException("$name is named twice.")) }
    $wanted[$name] = ConvertTo-Stored $name $Value[$i]
}
$setup = Read-SetupKey
if ($null -eq $setup) {
    throw (New-Object System.InvalidOperationException('WSUS keeps no set-up values here: it is not installed.'))
}
$former = @(Get-SetupSettings $setup | Where-Object { $wanted.Contains($_.Path.Substring(5)) })
$service = Get-Service -Name 'WsusService' -ErrorAction Stop
$pool = Find-Pool (Get-SetupNumber $setup 'IISTargetWebSiteIndex')
foreach ($name in $wanted.Keys) {
    if (-not (Test-Stored $setup $name $wanted[$name])) { Write-Stored $name $wanted[$name] }
}
Restart-Service -Name $service.Name -Force -ErrorAction Stop
if ($pool.Started) { Restart-WebAppPool -Name $pool.Name -ErrorAction Stop }
[pscustomobject] @{ Former = $former; Output = ''; ExitCode = 0 }
