<#
.SYNOPSIS
Asks a host for paths by http or https, without signing in, and tells the status of each answer.

.DESCRIPTION
Each path is a GET on a new connection that is closed behind it: no connection is kept, no proxy is used, no redirect is
followed, and nothing that this process knows of the host from before counts. 401, 403 or 503 is an answer like any other.

Over https any certificate is let through: whether it is trusted is for Test-TlsEndpoint to say.

A path that gets no answer has the status 0, and Error says why. Nothing is changed.

.PARAMETER HostName
The name to connect to.

.PARAMETER UseSsl
True for https, false for http.

.PARAMETER Port
The port, as 8530 or 8531.

.PARAMETER Path
Paths, each beginning with a slash. What may not stand in a request is escaped.

.EXAMPLE
.\Test-HttpEndpoint.ps1 -HostName wsus1.contoso.com -UseSsl $false -Port 8530 -Path /ClientWebService/client.asmx, /Content/

.OUTPUTS
An array, in the order of the paths: Path, Status, Error (Type, Hresult, Text, Line, or nothing).

.NOTES
Run it in Windows PowerShell 5.1 on the WSUS server or on the site server.

Not proven on a real server yet: it was run against real HTTP and TLS servers, on Linux.

Where each fact is from, and how sure it is:
- The request is written by hand (RFC 9112): HttpWebRequest would keep connections and use the proxy of the account, and its
  check of certificates can be changed for the whole process only, or from a thread that has no PowerShell. Sure.
- A site answers by http with 403 where SSL is required (403.4), and ApiRemoting30 with 401 to whoever does not sign in:
  SupportArticles-docs, http-status-code.md; field notes. So these are answers, not errors.
- The first answer after a restart of the application pool takes longest: so a wait lasts up to 20 seconds, and all of it
  less than 50.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [ValidateLength(1, 255)]
    [string] $HostName,

    [Parameter(Mandatory = $true)]
    [bool] $UseSsl,

    [Parameter(Mandatory = $true)]
    [ValidateRange(1, 65535)]
    [int] $Port,

    [Parameter(Mandatory = $true)]
    [AllowEmptyCollection()]
    [AllowEmptyString()]
    [string[]] $Path
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

$asIs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/%?=&:+,;@!$()*' + [string] [char] 39

function ConvertTo-RequestTarget {
    # The path as it may stand in a request: any other byte of its UTF-8 is escaped.
    param([string] $Text)
    $parts = @([Text.Encoding]::UTF8.GetBytes($Text) | ForEach-Object {
        if ($asIs.IndexOf([char] $_) -ge 0) { [string] [char] $_ } else { '%{0:X2}' -f $_ }
    })
    $target = $parts -join ''
    if ($target.StartsWith('/')) { $target } else { '/' + $target }
}

function Get-HostHeader {
    $usual = if ($UseSsl) { 443 } else { 80 }
    if ($Port -eq $usual) { $HostName } else { '{0}:{1}' -f $HostName, $Port }
}

function Read-Status {
    # The number in the first line of the answer: "HTTP/1.1 403 Forbidden". It has to be there by then, however it trickles.
    param([System.IO.Stream] $Stream, [long] $Until)
    $line = New-Object System.Text.StringBuilder
    while ($line.Length -lt 4096) {
        if ($clock.ElapsedMilliseconds -gt $Until) { throw (New-Object System.TimeoutException('The answer did not end in time.')) }
        $byte = $Stream.ReadByte()
        if ($byte -lt 0 -or $byte -eq 10) { break }
        [void] $line.Append([char] $byte)
    }
    if ($line.Length -eq 0) {
        throw (New-Object System.IO.EndOfStreamException('The connection was closed without an answer.'))
    }
    $found = [regex]::Match($line.ToString(), '\AHTTP/\d\.\d (\d{3})(?: |\r|\z)')
    if (-not $found.Success) {
        throw (New-Object System.Net.ProtocolViolationException('What answered does not speak HTTP.'))
    }
    [int] $found.Groups[1].Value
}

function Get-Status {
    param([string] $Text, [int] $Milliseconds)
    $until = $clock.ElapsedMilliseconds + $Milliseconds
    $client = Connect-Tcp $HostName $Port $Milliseconds
    try {
        $stream = if ($UseSsl) { Connect-Tls $client $HostName @{} } else { $client.GetStream() }
        $lines = @(('GET ' + (ConvertTo-RequestTarget $Text) + ' HTTP/1.1'), ('Host: ' + (Get-HostHeader)), 'Accept: */*', 'Connection: close', '', '')
        $request = [Text.Encoding]::ASCII.GetBytes(($lines -join "`r`n"))
        $stream.Write($request, 0, $request.Length)
        $stream.Flush()
        Read-Status $stream $until
    } finally {
        $client.Close()
    }
}

$clock = [System.Diagnostics.Stopwatch]::StartNew()
$answers = @(foreach ($text in $Path) {
    $status = 0
    $problem = $null
    try {
        $left = 50000 - [int] $clock.ElapsedMilliseconds
        if ($left -lt 1000) { throw (New-Object System.TimeoutException('The answers before took too long.')) }
        $status = Get-Status $text ([Math]::Min(20000, $left))
    } catch {
        $problem = ConvertTo-ErrorData $_.Exception
    }
    [pscustomobject] @{ Path = $text; Status = $status; Error = $problem }
})
, $answers
