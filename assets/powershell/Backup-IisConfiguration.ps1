<#
.SYNOPSIS
Makes a copy of the whole configuration of IIS on this server. It changes nothing in IIS.

.DESCRIPTION
Runs Backup-WebConfiguration and looks whether the copy is there: a folder of that name below System32\inetsrv\backup with
applicationHost.config in it. A name that is taken ends the script with an error, before anything is written.

The copy is for people. Restoring it (Restore-WebConfiguration) takes back what anybody changed in any web site since, so
the wizard never does it. It has neither certificates nor what http.sys holds.

.PARAMETER BackupName
Name of the copy: letters, digits and dashes.

.EXAMPLE
.\Backup-IisConfiguration.ps1 -BackupName before-tls

.OUTPUTS
One object: Former (nothing), Output (path of the copy) and ExitCode.

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, elevated, on the WSUS server. IIS scripting tools (WebAdministration) needed.
Remove-WebConfigurationBackup deletes the copy.

Not proven on a real server yet: it was run against stand-ins that behave as the sources below say.

Where each fact is from, and how sure it is:
- Backup-WebConfiguration -Name and where the copy goes: windows-powershell-docs, WebAdministration. Sure.
- With a shared configuration the copy is of the shared files: not looked into. Then applicationHost.config may be missing
  from it, which is an error here.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [ValidatePattern('\A[A-Za-z0-9][A-Za-z0-9-]{0,99}\z', Options = 'None')]
    [string] $BackupName
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

if (-not [Environment]::Is64BitProcess) {
    throw (New-Object System.NotSupportedException('This needs the 64-bit Windows PowerShell: a 32-bit one sees another System32.'))
}
Import-Module -Name WebAdministration -ErrorAction Stop
$folder = Join-Path $env:SystemRoot ('System32\inetsrv\backup\' + $BackupName)
if (Test-Path -LiteralPath $folder -ErrorAction Stop) {
    throw (New-Object System.InvalidOperationException("There is a copy called '$BackupName' already. Nothing was written."))
}
[void] (Backup-WebConfiguration -Name $BackupName -ErrorAction Stop)
if (-not (Test-Path -LiteralPath (Join-Path $folder 'applicationHost.config') -PathType Leaf -ErrorAction Stop)) {
    throw (New-Object System.InvalidOperationException("IIS reported success, but there is no copy at '$folder'."))
}
[pscustomobject] @{ Former = @(); Output = [string] $folder; ExitCode = 0 }
