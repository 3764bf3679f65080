<#
.SYNOPSIS
Makes a TLS handshake with a host and port, and tells what is served and whether this computer trusts it.

.DESCRIPTION
The handshake is made on a connection of its own, by the name given, and it is let through whatever certificate is served.
What was wrong is told, nothing is hidden:

- NameMatches: the certificate carries the name.
- Trusted: its chain holds for this computer (machine context), not for whoever is signed in. ChainStatus names what is wrong
  with it. A revocation list that is out of reach is named there, too, but does not take the trust away.
- Error: why there was no connection or no handshake.

Nothing is changed, and no request is made.

.PARAMETER HostName
The name to connect to, which the certificate has to carry.

.PARAMETER Port
The port, as 8531.

.EXAMPLE
.\Test-TlsEndpoint.ps1 -HostName wsus1.contoso.com -Port 8531

.OUTPUTS
One object: Connected, Handshake, Thumbprint, Certificate (DER in base64), Protocol, NameMatches, Trusted, ChainStatus,
Error (Type, Hresult, Text, Line, or nothing).

.NOTES
Run it in Windows PowerShell 5.1 on the computer that has to trust the certificate: WSUS server, site server, a client.

Not proven on a real server yet: it was run against real TLS servers, on Linux. There the system's own trust is asked; on
Windows it is the computer's.

Where each fact is from, and how sure it is:
- SslStream calls back with the policy errors and with the chain that it built; answering true lets the handshake through:
  docs of .NET. Sure. That chain is built in the user's context, so another one is built here.
- X509Chain($true) is the machine's context: docs of .NET. Sure. What the server sent along is given to it.
- TLS 1.0 to 1.2 are offered (SslProtocols 4032): .NET Framework before 4.7 offers no 1.2 by itself. Sure. A server that
  speaks TLS 1.3 alone would be told as not answering.
- Neither .NET nor WSUS ask for revocation by default, WinHTTP-based callers may: so it is asked here and told.
- A session of TLS may be resumed, with the certificate it began with. A new certificate ends the sessions of the old one on
  the server: from memory.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [ValidateLength(1, 255)]
    [string] $HostName,

    [Parameter(Mandatory = $true)]
    [ValidateRange(1, 65535)]
    [int] $Port
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

#region A connection of its own (the same text stands in every script that makes one; a test compares them)
function ConvertTo-ErrorData {
    # Type, HRESULT and text of the innermost exception. Codes of sockets and of Windows are turned into HRESULTs.
    param([Exception] $Exception)
    while ($Exception.InnerException) { $Exception = $Exception.InnerException }
    $code = $Exception.HResult
    $type = $Exception.GetType().Name
    if ($Exception -is [System.Net.Sockets.SocketException]) {
        $code = [int] $Exception.SocketErrorCode
        if ($code -eq 10060) { $type = 'Timeout' }
    } elseif ($Exception -is [System.ComponentModel.Win32Exception]) {
        $code = $Exception.NativeErrorCode
    } elseif ($Exception -is [System.TimeoutException]) {
        $type = 'Timeout'
    }
    if ($code -gt 0) { $code = $code -bor -2147024896 }
    [pscustomobject] @{ Type = $type; Hresult = '0x{0:X8}' -f $code; Text = [string] $Exception.Message; Line = 0 }
}

function Connect-Tcp {
    # A new connection, on which no later wait lasts longer than this either.
    param([string] $Name, [int] $Number, [int] $Milliseconds)
    $client = New-Object System.Net.Sockets.TcpClient
    try {
        $pending = $client.BeginConnect($Name, $Number, $null, $null)
        if (-not $pending.AsyncWaitHandle.WaitOne($Milliseconds)) {
            throw (New-Object System.TimeoutException("Nothing answered within $Milliseconds milliseconds."))
        }
        $client.EndConnect($pending)
        $client.NoDelay = $true
        $client.ReceiveTimeout = $Milliseconds
        $client.SendTimeout = $Milliseconds
    } catch {
        $client.Close()
        throw
    }
    $client
}

function Connect-Tls {
    # TLS over a connection, with whatever certificate is served: it and what is wrong with it are noted, not judged.
    # Versions are named, since older .NET would offer old ones only.
    param([System.Net.Sockets.TcpClient] $Client, [string] $Name, [hashtable] $Noted)
    $note = {
        param($from, $served, $chain, $wrong)
        $Noted['Wrong'] = [int] $wrong
        if ($null -ne $served) { $Noted['Served'] = $served.GetRawCertData() }
        if ($null -ne $chain) {
            $Noted['Sent'] = @(@($chain.ChainElements | ForEach-Object { $_.Certificate }) + @($chain.ChainPolicy.ExtraStore | ForEach-Object { $_ }) | ForEach-Object { , $_.RawData })
        }
        $true
    }.GetNewClosure()
    $callback = [System.Net.Security.RemoteCertificateValidationCallback] $note
    $stream = New-Object System.Net.Security.SslStream -ArgumentList $Client.GetStream(), $false, $callback
    $versions = [System.Security.Authentication.SslProtocols] 4032
    $stream.AuthenticateAsClient($Name, (New-Object System.Security.Cryptography.X509Certificates.X509CertificateCollection), $versions, $false)
    $stream
}
#endregion

$result = [pscustomobject] @{
    Connected = $false
    Handshake = $false
    Thumbprint = ''
    Certificate = ''
    Protocol = ''
    NameMatches = $false
    Trusted = $false
    ChainStatus = @()
    Error = $null
}
$protocols = @{ 192 = 'TLSv1'; 768 = 'TLSv1.1'; 3072 = 'TLSv1.2'; 12288 = 'TLSv1.3' }
$outOfReach = 'RevocationStatusUnknown', 'OfflineRevocation', 'NoError'

function New-Certificate {
    param([byte[]] $Raw)
    $argument = @(, $Raw)
    New-Object System.Security.Cryptography.X509Certificates.X509Certificate2 -ArgumentList $argument
}

function Get-ChainStatus {
    # What is wrong with the chain, by names of X509ChainStatusFlags, each once.
    param([object] $Certificate, [object[]] $Sent)
    $chain = New-Object System.Security.Cryptography.X509Certificates.X509Chain -ArgumentList $true
    foreach ($raw in $Sent) { [void] $chain.ChainPolicy.ExtraStore.Add((New-Certificate $raw)) }
    $chain.ChainPolicy.RevocationMode = 'Online'
    $chain.ChainPolicy.RevocationFlag = 'ExcludeRoot'
    $chain.ChainPolicy.UrlRetrievalTimeout = [TimeSpan]::FromSeconds(5)
    [void] $chain.Build($Certificate)
    $names = @($chain.ChainStatus | ForEach-Object { ([string] $_.Status).Split(',') } | ForEach-Object { $_.Trim() })
    $chain.Reset()
    @($names | Where-Object { $_ -ne '' -and $_ -ne 'NoError' } | Select-Object -Unique)
}

$noted = @{ Wrong = 0; Served = $null; Sent = @() }
$client = $null
try {
    $client = Connect-Tcp $HostName $Port 10000
    $result.Connected = $true
    $stream = Connect-Tls $client $HostName $noted
    $result.Protocol = [string] $protocols[[int] $stream.SslProtocol]
    $result.Handshake = $true
    $stream.Close()
} catch {
    $result.Error = ConvertTo-ErrorData $_.Exception
} finally {
    if ($null -ne $client) { $client.Close() }
}
if ($null -ne $noted['Served']) {
    $certificate = New-Certificate $noted['Served']
    $status = @(Get-ChainStatus $certificate $noted['Sent'])
    $result.Thumbprint = $certificate.Thumbprint.ToUpperInvariant()
    $result.Certificate = [Convert]::ToBase64String($noted['Served'])
    # SslPolicyErrors: 1 no certificate, 2 name, 4 chain.
    $result.NameMatches = ($noted['Wrong'] -band 3) -eq 0
    $result.ChainStatus = $status
    $result.Trusted = @($status | Where-Object { $outOfReach -notcontains $_ }).Count -eq 0
}
$result
