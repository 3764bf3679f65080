<#
.SYNOPSIS
Reads the set-up values of WSUS, the state of its service, and whether post-installation really ran.

.DESCRIPTION
The values are those of HKLM\SOFTWARE\Microsoft\Update Services\Server\Setup, where WSUS keeps whether it uses SSL, under
which name and port, and in which IIS site it lives. What is absent reads as 0, $false or empty.

That key alone does not prove WSUS: RoleInstalled is the service, PostInstallDone a value that only post-installation
writes, ContentFolderExists the folder WsusContent that it makes.

Nothing is changed. What cannot be read ends the script; it is never shown as absent.

.EXAMPLE
.\Get-WsusSetup.ps1

.EXAMPLE
.\Get-WsusSetup.ps1 | Select-Object UsingSsl, PortNumber, ServerCertificateName

.OUTPUTS
One object: RoleInstalled, ServiceState, Version, PostInstallDone, ContentFolder, ContentFolderExists, WsusutilPath, SiteId,
SqlServerName, UsingSsl, PortNumber, ServerCertificateName and SoftwareUpdatePointInstalled.

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, elevated, on the WSUS server. A content folder on a share has to be readable
from this session: over a remote session without delegation it is not.

Not proven on a real server yet: it was run against stand-ins that behave as the sources below say.

Where each fact is from, and how sure it is:
- The key, ContentDir, IISTargetWebSiteIndex (the id of the IIS site), PortNumber (of the current mode), SqlServerName,
  UsingSSL: SupportArticles-docs, wsus-configure-shared-database.md. Sure.
- ServerCertificateName is the name last given to configuressl: PatchMyPC knowledge base, WSUS aliases. Good.
- TargetDir, with Tools\WsusUtil.exe below it: PoshWSUS; memdocs, software-update-point-ssl.md. Good. Where TargetDir is
  absent, %ProgramFiles%\Update Services is looked at.
- The key without WSUS: PoshWSUS makes it. ContentDir has a default before post-installation; service, site and WsusContent
  are better tests: lab notes. WsusAdministratorsSid appears with post-installation: a DSC resource. Good.
- VersionString exists; what is in it was not seen.
- The thread key of SMS_WSUS_CONTROL_MANAGER tells a software update point: a published script. Good.
#>
[CmdletBinding()]
param()
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

function Get-ServiceState {
    # State of a service in the words of .NET; empty where there is no such service. Told by the error's id, not by its text.
    param([string] $Name)
    try {
        [string] (Get-Service -Name $Name -ErrorAction Stop).Status
    } catch {
        if (-not $_.FullyQualifiedErrorId.StartsWith('NoServiceFoundForGivenName', [StringComparison]::Ordinal)) { throw }
        ''
    }
}

function Test-ContentFolder {
    # Whether WsusContent is below the content folder. A folder that refuses us is an error, not an absent one.
    param([string] $Path)
    if ($Path -eq '') { return $false }
    try {
        $below = @(Get-ChildItem -LiteralPath $Path -ErrorAction Stop)
    } catch [System.Management.Automation.ItemNotFoundException] {
        return $false
    } catch [System.Management.Automation.DriveNotFoundException] {
        return $false
    }
    @($below | Where-Object { $_.PSChildName -eq 'WsusContent' }).Count -gt 0
}

$setup = Read-SetupKey
$state = Get-ServiceState 'WsusService'
$content = [string] (Get-SetupValue $setup 'ContentDir')
[pscustomobject] @{
    RoleInstalled = ($state -ne '')
    ServiceState = $state
    Version = [string] (Get-SetupValue $setup 'VersionString')
    PostInstallDone = ($null -ne (Get-SetupValue $setup 'WsusAdministratorsSid'))
    ContentFolder = $content
    ContentFolderExists = (Test-ContentFolder $content)
    WsusutilPath = [string] (Find-WsusUtil $setup)
    SiteId = (Get-SetupNumber $setup 'IISTargetWebSiteIndex')
    SqlServerName = [string] (Get-SetupValue $setup 'SqlServerName')
    UsingSsl = ((Get-SetupNumber $setup 'UsingSSL') -ne 0)
    PortNumber = (Get-SetupNumber $setup 'PortNumber')
    ServerCertificateName = [string] (Get-SetupValue $setup 'ServerCertificateName')
    SoftwareUpdatePointInstalled = (Test-Path -LiteralPath 'HKLM:\SOFTWARE\Microsoft\SMS\Components\SMS_EXECUTIVE\Threads\SMS_WSUS_CONTROL_MANAGER' -ErrorAction Stop)
}
