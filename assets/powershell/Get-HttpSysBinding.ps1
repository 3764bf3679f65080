<#
.SYNOPSIS
Lists every certificate binding of http.sys: what is served on which address and port, whatever IIS says.

.DESCRIPTION
Reads netsh http show sslcert. Its labels and words are in the language of the server, so its lines are read by their form
and order: address and port, 40 digits of the certificate, an application's id in braces, the store.

Whether client certificates are negotiated is read from the registry, where http.sys keeps the same entries.

That an entry is there is no proof that its certificate is: the store, the key and what is really served are checks of their
own (Get-PersonalCertificate, Test-TlsEndpoint).

Nothing is changed. Output that is not understood is an error, and so is an empty one where the registry has entries.

.EXAMPLE
.\Get-HttpSysBinding.ps1 | Format-Table

.OUTPUTS
An array: Address (0.0.0.0:8531, or name:8531 for SNI), CertificateHash, StoreName (empty for the default, MY),
ApplicationId ({4dc3e181-e14b-4a21-b022-59fc669b0914} is IIS), NegotiateClientCertificate.

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, elevated, on the WSUS server.

Not proven on a real server yet: it was run against a stand-in for netsh that prints recorded outputs, in English and German.

Where each fact is from, and how sure it is:
- Order and form of the lines: four recorded outputs, of IIS 7 to Server 2022; iis-docs, remote administration. A German
  one has IP:Port and Zertifikathash in the same places. Good.
- Store name (null) means MY: win32, HTTP_SERVICE_CONFIG_SSL_PARAM. Sure.
- The registry holds the entries under HTTP\Parameters\SslBindingInfo\ADDRESS:PORT: docs of SQL Server Reporting Services and
  of Windows Server Essentials, which sets DefaultFlags there; names (SNI) beside it in SslSniBindingInfo: field scripts.
  That DefaultFlags has the bits of the API (2 negotiates client certificates): from that struct. Good.
- Without any entry netsh ends with an error in the server's language: field tools look for that text. Here the registry
  has to be empty, too.
#>
[CmdletBinding()]
param()
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

#region What http.sys holds (the same text stands in every script that reads it; a test compares them)
$httpParameters = 'HKLM:\SYSTEM\CurrentControlSet\Services\HTTP\Parameters'

function Get-NetshPath {
    if (-not [Environment]::Is64BitProcess) {
        throw (New-Object System.NotSupportedException('This needs the 64-bit Windows PowerShell: a 32-bit one sees another registry and another System32.'))
    }
    Join-Path $env:SystemRoot 'System32\netsh.exe'
}

function Get-RegisteredKey {
    # The registry's keys for addresses and for names. http.sys keeps there what it shows.
    foreach ($name in 'SslBindingInfo', 'SslSniBindingInfo') {
        $path = $httpParameters + '\' + $name
        if (Test-Path -LiteralPath $path) { Get-ChildItem -LiteralPath $path -ErrorAction Stop | ForEach-Object { $path + '\' + $_.PSChildName } }
    }
}

function Read-HttpSys {
    # The entries of netsh http show sslcert, by the form of its lines and their order; its labels are in the server's language.
    $arguments = @('http', 'show', 'sslcert')
    $path = Get-NetshPath
    $lines = @(& $path @arguments | ForEach-Object { [string] $_ })
    $code = [int] $LASTEXITCODE
    $values = @(foreach ($line in $lines) {
        $found = [regex]::Match($line, '\A\s*\S.*?\s*:\s+(\S.*?)\s*\z')
        if ($found.Success) { $found.Groups[1].Value }
    })
    $starts = @(for ($i = 0; $i -lt $values.Count; $i++) { if ([regex]::IsMatch($values[$i], '\A\{[0-9A-Fa-f-]{36}\}\z')) { $i - 2 } })
    if ($starts.Count -eq 0) {
        # Where there is nothing, netsh fails with "file not found" in the server's language. So the registry has to agree.
        $registered = @(Get-RegisteredKey)
        if ($registered.Count -gt 0 -or $values.Count -gt 2) {
            throw (New-Object System.InvalidOperationException("netsh shows no certificate that can be read (exit code $code), though http.sys has $($registered.Count) in the registry."))
        }
        return
    }
    for ($n = 0; $n -lt $starts.Count; $n++) {
        $first = $starts[$n]
        $last = if ($n + 1 -lt $starts.Count) { $starts[$n + 1] - 1 } else { $values.Count - 1 }
        $entry = @(if ($first -ge 0 -and $last -ge $first + 3) { $values[$first..$last] })
        if ($entry.Count -lt 4 -or -not [regex]::IsMatch($entry[0], '(\A|:)\d{1,5}\z') -or -not [regex]::IsMatch($entry[1], '\A([0-9A-Fa-f]{40}|\(.*\))\z')) {
            throw (New-Object System.InvalidOperationException('netsh shows a certificate binding in a form that is not known here.'))
        }
        [pscustomobject] @{
            Address = $entry[0]
            CertificateHash = $(if ($entry[1].StartsWith('(')) { '' } else { $entry[1].ToUpperInvariant() })
            StoreName = $(if ($entry[3].StartsWith('(')) { '' } else { $entry[3] })
            ApplicationId = $entry[2].ToLowerInvariant()
            Words = $entry
        }
    }
}
#endregion

function Test-ClientCertificate {
    # Whether client certificates are negotiated: bit 2 of DefaultFlags in the registry. Without that: the word in netsh's
    # last line of the entry, whose meaning the entry's other words give, as long as they are as http.sys sets them.
    param([string] $Address, [string[]] $Words)
    foreach ($key in @(Get-RegisteredKey | Where-Object { $_.EndsWith('\' + $Address, [StringComparison]::OrdinalIgnoreCase) })) {
        $item = Get-ItemProperty -LiteralPath $key -ErrorAction Stop
        if ($item.PSObject.Properties['DefaultFlags']) { return ([long] $item.DefaultFlags -band 2) -ne 0 }
    }
    if ($Words.Count -lt 13) { return $false }
    # Usage check is on, cached revocation alone and the DS mapper are off, unless somebody has changed them.
    $on, $off, $word = $Words[6], $Words[5], $Words[12]
    if ($on -ne $off -and $Words[11] -eq $off) {
        if ($word -eq $off) { return $false }
        if ($word -eq $on) { return $true }
    }
    throw (New-Object System.InvalidOperationException("netsh says '$word' of client certificates on $Address, and it cannot be told what that means."))
}

$entries = @(foreach ($entry in @(Read-HttpSys)) {
    [pscustomobject] @{
        Address = $entry.Address
        CertificateHash = $entry.CertificateHash
        StoreName = $entry.StoreName
        ApplicationId = $entry.ApplicationId
        NegotiateClientCertificate = Test-ClientCertificate $entry.Address $entry.Words
    }
})
, $entries
