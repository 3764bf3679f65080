<#
.SYNOPSIS
Lists the WSUS servers that are downstream of this one, as the WSUS API knows them.

.DESCRIPTION
The connection goes to ApiRemoting30 under the name, scheme and port that are given, as the signed-in user, and trusts whom
this machine trusts (see Test-WsusConnection.ps1). GetUpdateServer(name, useSsl, port) connects, GetDownstreamServers() lists
who is registered there, those below a downstream server among them. A server that was taken down stays in the list until
somebody removes it from there; LastSynchronization tells.

Nothing is changed. That the list could not be had is an error, never an empty list.

.PARAMETER HostName
The name to connect to. Over https it has to be one of the certificate's names.

.PARAMETER UseSsl
Whether https is used: $true or $false.

.PARAMETER Port
The port: 8531 or 443 over https, 8530 or 80 over http, as a rule.

.EXAMPLE
.\Get-DownstreamServer.ps1 -HostName wsus1.contoso.com -UseSsl $false -Port 8530 | Format-Table Name, Replica, LastSynchronization

.OUTPUTS
An array: Name, Replica, LastSynchronization (UTC, ISO 8601; empty where it never came).

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, on the WSUS server, as a member of WSUS Administrators. Its console
(UpdateServices-RSAT) has to be there, since its assembly makes the connection.

Not proven on a real server yet: it was run against stand-ins that behave as the sources below say.

Where each fact is from, and how sure it is:
- GetUpdateServer(string, bool, int) of AdminProxy, and its exceptions: learn.microsoft.com, aa349325. Sure.
- IUpdateServer.GetDownstreamServers(), the servers that are registered with this one: learn.microsoft.com, ms747034. Sure. Its
  sibling GetChildServers() gives only those that synchronize directly (aa349865); so these are all: from their difference.
- FullDomainName, IsReplica and LastSyncTime (in UTC) of IDownstreamServer: learn.microsoft.com, aa354295. Sure.
- A server that never came has DateTime.MinValue as LastSyncTime: from memory. Any time before there was WSUS reads as never.
- Where the assembly is missing, 0x80131701 is the error's code, as in Test-WsusConnection.ps1.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [ValidateLength(1, 253)]
    [ValidatePattern('\A[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\z')]
    [string] $HostName,

    [Parameter(Mandatory = $true)]
    [bool] $UseSsl,

    [Parameter(Mandatory = $true)]
    [ValidateRange(1, 65535)]
    [int] $Port
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

#region Connecting to WSUS by its API (the same text stands in every script that does; a test compares them)
function Find-AdminProxy {
    # The class that connects; $null where the assembly of the WSUS console is not on this machine.
    if (-not [Environment]::Is64BitProcess) {
        throw (New-Object System.NotSupportedException('This needs the 64-bit Windows PowerShell, as the console and ConfigMgr do.'))
    }
    [void] [Reflection.Assembly]::LoadWithPartialName('Microsoft.UpdateServices.Administration')
    'Microsoft.UpdateServices.Administration.AdminProxy' -as [type]
}

function Close-OpenConnection {
    # What this process keeps open to the place, so that the server answers as it is now.
    $scheme = if ($UseSsl) { 'https' } else { 'http' }
    $place = New-Object -TypeName Uri -ArgumentList ('{0}://{1}:{2}/' -f $scheme, $HostName, $Port)
    [void] [Net.ServicePointManager]::FindServicePoint($place).CloseConnectionGroup('')
}
#endregion

function Get-UtcText {
    # A time of the API, which is in UTC whatever its kind says; empty for never.
    param([DateTime] $Time)
    if ($Time.Year -lt 2000) { return '' }
    $Time.ToString('yyyy-MM-ddTHH:mm:ssZ', [Globalization.CultureInfo]::InvariantCulture)
}

$proxy = Find-AdminProxy
if ($null -eq $proxy) {
    throw (New-Object System.Runtime.InteropServices.COMException('The assembly Microsoft.UpdateServices.Administration is not on this machine: the WSUS administration console is missing.', -2146232575))
}
Close-OpenConnection
$callback = [Net.ServicePointManager]::ServerCertificateValidationCallback
try {
    # Nobody in this process may have told .NET to trust anybody.
    [Net.ServicePointManager]::ServerCertificateValidationCallback = $null
    $servers = @(foreach ($server in @($proxy::GetUpdateServer($HostName, $UseSsl, $Port).GetDownstreamServers())) {
        if ($null -eq $server) { continue }
        [pscustomobject] @{
            Name = [string] $server.FullDomainName
            Replica = [bool] $server.IsReplica
            LastSynchronization = Get-UtcText $server.LastSyncTime
        }
    })
} finally {
    [Net.ServicePointManager]::ServerCertificateValidationCallback = $callback
}
, $servers
