<#
.SYNOPSIS
Tells WSUS to use https under a name: WsusUtil.exe configuressl NAME.

.DESCRIPTION
WSUS takes the https port from its web site's binding, and writes UsingSSL, PortNumber and ServerCertificateName. Nothing in
IIS is changed: neither the binding nor Require SSL. There is no counterpart that takes it back; Set-WsusSetup.ps1 puts the
former values back.

The program's output and exit code are returned as they are, also where they say that it failed. What decides is what
Get-WsusSetup.ps1 reads afterwards: the text is in the server's language, and exit codes are documented nowhere.

May be run again with the same or another name.

.PARAMETER HostName
The name by which WSUS is reached, as it stands in the certificate: the server's full DNS name.

.EXAMPLE
.\Invoke-ConfigureSsl.ps1 -HostName wsus1.contoso.com

.OUTPUTS
One object: Former with Path and Value of the three set-up values (wsus/UsingSsl, wsus/PortNumber,
wsus/ServerCertificateName), Output and ExitCode.

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, elevated, on the WSUS server, as a member of Administrators or WSUS
Administrators. Former is what undoes it, by Set-WsusSetup.ps1.

Not proven on a real server yet: it was run against stand-ins that behave as the sources below say.

Where each fact is from, and how sure it is:
- The program, its argument and whom it wants: memdocs, software-update-point-ssl.md; windowsserverdocs, 2-configure-wsus.md.
  Sure. So is that it may be run again.
- It prints a URL with the https port (same page). The literal line was not seen, nor any exit code: a role that is run
  against live servers wants exit code 0, the URL in the output and the three values (nwarila-platform/windows-wsus).
- That it writes UsingSSL and PortNumber: from the meaning of these values (SupportArticles-docs,
  wsus-configure-shared-database.md), not seen. ServerCertificateName: PatchMyPC knowledge base, WSUS aliases. Good.
- It is said that the client servicing proxy has to be initialised again after a change of name, SSL or port; how is not
  said (2-configure-wsus.md), and the tutorial names no restart. None is made here.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [ValidateLength(1, 253)]
    [ValidatePattern('\A[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\z')]
    [string] $HostName
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

$setup = Read-SetupKey
$program = Find-WsusUtil $setup
if ($program -eq '') {
    throw (New-Object System.IO.FileNotFoundException('WsusUtil.exe is not where WSUS says that it is installed, so WSUS was not told anything.'))
}
$former = @(Get-SetupSettings $setup)
# Windows PowerShell would end the script at the first line that the program writes to stderr. The try makes that a program
# which cannot be started at all is an error nevertheless, and no exit code of an earlier one is taken for its own.
$ErrorActionPreference = 'Continue'
try {
    # An empty input of its own: else it has that of this PowerShell, by which the wizard's requests come.
    $lines = @(@() | & $program 'configuressl' $HostName 2>&1 | ForEach-Object { [string] $_ })
    $exitCode = $LASTEXITCODE
} catch {
    throw
} finally {
    $ErrorActionPreference = 'Stop'
}
[pscustomobject] @{ Former = $former; Output = ($lines -join "`n"); ExitCode = [int] $exitCode }
