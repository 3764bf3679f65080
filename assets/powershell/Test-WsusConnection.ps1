<#
.SYNOPSIS
Connects to WSUS by its API as the console and ConfigMgr do: GetUpdateServer(name, useSsl, port).

.DESCRIPTION
The connection goes to ApiRemoting30 under the name, scheme and port that are given, as the signed-in user, and trusts whom
this machine trusts. That it does not succeed is an answer and no error of this script: Connected is $false then, and Error
says why by the exception's type, a code and a text in the server's language.

Connections that this process keeps open to the same place are closed before, so that what answers is the server as it is
now. What a process has read of .NET Framework's settings (strong crypto) stays as it was when it started.

Nothing is changed.

.PARAMETER HostName
The name to connect to. Over https it has to be one of the certificate's names.

.PARAMETER UseSsl
Whether https is used: $true or $false.

.PARAMETER Port
The port: 8531 or 443 over https, 8530 or 80 over http, as a rule.

.EXAMPLE
.\Test-WsusConnection.ps1 -HostName wsus1.contoso.com -UseSsl $true -Port 8531

.OUTPUTS
One object: Connected, Secure (whether the API says that its connection is), Version, Error ($null, or Type, Hresult, Text and
Line) and HttpStatus (of an answer that the API could not use, else 0).

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, on the WSUS server and on the site server. The WSUS administration console
(UpdateServices-RSAT) has to be there, since its assembly makes the connection.

Not proven on a real server yet: it was run against stand-ins that behave as the sources below say.

Where each fact is from, and how sure it is:
- GetUpdateServer(string, bool, int) of AdminProxy, and its exceptions: learn.microsoft.com, aa349325. LoadWithPartialName:
  SupportArticles-docs, windows-server-update-services-best-practices.md. Version and IsConnectionSecureForApiRemoting:
  learn.microsoft.com, IUpdateServer. Sure.
- LoadWithPartialName gives nothing where there is no such assembly: .NET Framework. Then 0x80131701 is returned, the code
  that WCM logs on a site server without the console (lab notes). Good.
- HTTP status 401, 403, 503 and what they mean here: SupportArticles-docs, troubleshoot-wsus-connection-failures.md. A web
  service of .NET throws a WebException whose Response has the status: .NET Framework. Sure.
- SecurityException with 0x8013150A is somebody who is not in WSUS Administrators, after TLS succeeded: PatchMyPC, SUP sync
  failure. Good.
- Of a WebException without an answer its Status is returned as Type (TrustFailure, ConnectFailure, ...): the text is in the
  server's language, and its own HRESULT is the same for all of them. Where Windows gave a code, that is Hresult.
- CloseConnectionGroup closes what .NET keeps open for the default group: .NET Framework. Whether the WSUS API uses a group
  of its own was not seen: only a process of its own is sure not to meet an old connection.
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

function Get-Chain {
    # An exception and all those within it, the outermost first.
    param([Exception] $Exception)
    for ($one = $Exception; $null -ne $one; $one = $one.InnerException) { $one }
}

function Get-NativeCode {
    # The code that Windows gave (a socket's, or that of TLS), as an HRESULT; empty where there is none.
    param([object[]] $Chain)
    foreach ($one in $Chain) {
        [long] $code = 0
        if ($one -is [Net.Sockets.SocketException]) { $code = [int] $one.SocketErrorCode }
        elseif ($one -is [ComponentModel.Win32Exception]) { $code = $one.NativeErrorCode }
        if ($code -gt 0 -and $code -le 65535) { $code += 2147942400 }
        if ($code -ne 0) { return '0x{0:X8}' -f ($code -band 4294967295) }
    }
    ''
}

function ConvertTo-Refusal {
    # Why there is no connection: by the exception that WSUS or .NET threw, not by PowerShell's around it.
    param([Management.Automation.ErrorRecord] $Record)
    $chain = @(Get-Chain $Record.Exception)
    $web = @($chain | Where-Object { $_ -is [Net.WebException] })
    $thrown = @($chain | Where-Object { $_ -isnot [Management.Automation.RuntimeException] -and $_ -isnot [Reflection.TargetInvocationException] })
    $cause = if ($web.Count) { $web[0] } elseif ($thrown.Count) { $thrown[0] } else { $chain[0] }
    $type = $cause.GetType().Name
    $hresult = '0x{0:X8}' -f $cause.HResult
    $status = 0
    if ($web.Count -and $null -ne $cause.Response -and $cause.Response.PSObject.Properties['StatusCode']) {
        $status = [int] $cause.Response.StatusCode
    } elseif ($web.Count) {
        $type = [string] $cause.Status
        $hresult = Get-NativeCode $chain
    }
    $failure = [pscustomobject] @{ Type = $type; Hresult = $hresult; Text = [string] $cause.Message; Line = [int] $Record.InvocationInfo.ScriptLineNumber }
    [pscustomobject] @{ Connected = $false; Secure = $UseSsl; Version = ''; Error = $failure; HttpStatus = $status }
}

$proxy = Find-AdminProxy
if ($null -eq $proxy) {
    $failure = [pscustomobject] @{
        Type = 'FileNotFoundException'; Hresult = '0x80131701'; Line = 0
        Text = 'The assembly Microsoft.UpdateServices.Administration is not on this machine: the WSUS administration console is missing.'
    }
    return [pscustomobject] @{ Connected = $false; Secure = $UseSsl; Version = ''; Error = $failure; HttpStatus = 0 }
}
Close-OpenConnection
$callback = [Net.ServicePointManager]::ServerCertificateValidationCallback
try {
    # Nobody in this process may have told .NET to trust anybody.
    [Net.ServicePointManager]::ServerCertificateValidationCallback = $null
    $server = $proxy::GetUpdateServer($HostName, $UseSsl, $Port)
    $secure = $UseSsl
    if ($server.PSObject.Properties['IsConnectionSecureForApiRemoting']) { $secure = [bool] $server.IsConnectionSecureForApiRemoting }
    [pscustomobject] @{ Connected = $true; Secure = $secure; Version = [string] $server.Version; Error = $null; HttpStatus = 0 }
} catch {
    ConvertTo-Refusal $_
} finally {
    [Net.ServicePointManager]::ServerCertificateValidationCallback = $callback
}
