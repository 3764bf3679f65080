<#
.SYNOPSIS
Removes an open certificate request and its private key from the computer. Cannot be undone.

.DESCRIPTION
Calls Remove-Item -DeleteKey for everything in Cert:\LocalMachine\REQUEST that carries the key, then removes what
New- and Submit-CertificateRequest noted of it in the registry (HKLM\SOFTWARE\wsus-tls-wizard\Requests). What is not there
needs nothing; afterwards both are read again, and what is still there is an error.

No CA is asked: one that has the request keeps it in its list, and a certificate that it issues later has no key any more.

Refused where a certificate of the Personal store carries the same key: that one would lose it.

.PARAMETER PublicKey
SHA-256 of the request's public key, 64 hexadecimal digits (Get-CertificateRequest).

.EXAMPLE
.\Get-CertificateRequest.ps1 | Where-Object { $_.Disposition -eq 'denied' } | ForEach-Object { .\Remove-CertificateRequest.ps1 -PublicKey $_.PublicKey }

.OUTPUTS
One object: Former (always empty), Output and ExitCode.

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, elevated, on the WSUS server.

Not proven on a real server yet: it was run against stand-ins for the stores and the registry.

Where each fact is from, and how sure it is:
- Cert:\LocalMachine\REQUEST holds what was requested and not accepted yet: pages of Get-Certificate. It holds certificates
  signed with their own key, with the key of the request: from memory. Its key is what counts here.
- -DeleteKey is a parameter that Remove-Item has on the drive Cert: PowerShell-Docs, about_Certificate_Provider. Sure. That it
  deletes the key of what is in REQUEST, too: from memory.
- With a key that cannot be opened it may fail; the error of Windows is shown then. From memory.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [ValidatePattern('\A[0-9A-Fa-f]{64}\z')]
    [string] $PublicKey
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

#region Requests of this computer (the same text stands in every script that deals with them; a test compares them)
$requestStore = 'Cert:\LocalMachine\REQUEST'
$recordRoot = 'HKLM:\SOFTWARE\wsus-tls-wizard\Requests'

function Read-Element {
    # One element of DER: its tag, where it begins, where its content begins and where it ends (X.690, 8.1).
    param([byte[]] $Bytes, [int] $At)
    $start = $At + 2
    [int] $length = -1
    if ($start -le $Bytes.Length) { $length = $Bytes[$At + 1] }
    if ($length -ge 128) {
        $count = $length - 128
        $length = -1
        if ($count -ge 1 -and $count -le 3 -and $start + $count -le $Bytes.Length) {
            $length = 0
            foreach ($byte in $Bytes[$start..($start + $count - 1)]) { $length = $length * 256 + $byte }
            $start += $count
        }
    }
    if ($length -lt 0 -or $start + $length -gt $Bytes.Length) {
        throw (New-Object System.FormatException('This is no certificate and no request: its encoding ends early.'))
    }
    [pscustomobject] @{ Tag = $Bytes[$At]; At = $At; Start = $start; End = $start + $length }
}

function Get-KeyHash {
    # SHA-256 of the SubjectPublicKeyInfo: the element that many places behind the serial number of a certificate (5), or
    # behind the version of a request (2).
    param([byte[]] $Der, [int] $Places)
    $signed = Read-Element $Der (Read-Element $Der 0).Start
    $element = Read-Element $Der $signed.Start
    if ($element.Tag -eq 160) { $element = Read-Element $Der $element.End }
    for ($i = 0; $i -lt $Places; $i++) { $element = Read-Element $Der $element.End }
    $hash = [System.Security.Cryptography.SHA256]::Create().ComputeHash($Der, $element.At, $element.End - $element.At)
    [BitConverter]::ToString($hash).Replace('-', '')
}

function Get-CertificateKeyHash {
    param([object] $Certificate)
    Get-KeyHash $Certificate.RawData 5
}

function Read-Base64File {
    # What certreq writes: base64 between two lines of dashes.
    param([string] $Path)
    $lines = @([IO.File]::ReadAllText($Path).Split("`n") | Where-Object { -not $_.StartsWith('-----') })
    , [Convert]::FromBase64String(($lines -join ''))
}

function Get-Record {
    # What this computer has noted of a request: values by name, '' for what is not there. $null where there is none.
    param([string] $PublicKey)
    $path = $recordRoot + '\' + $PublicKey
    if (-not (Test-Path -LiteralPath $path)) { return $null }
    $item = Get-ItemProperty -LiteralPath $path -ErrorAction Stop
    $record = @{}
    foreach ($name in 'Template', 'Subject', 'Names', 'FriendlyName', 'Created', 'Request', 'Config', 'AsComputer', 'Submitted', 'Folder', 'RequestId', 'Certificate') {
        $record[$name] = if ($item.PSObject.Properties[$name]) { [string] $item.$name } else { '' }
    }
    # The request itself is noted last: without it the note was not finished.
    if ($record['Request'] -eq '') { return $null }
    $record
}

function Get-OpenRequest {
    # Everything in the store of requests, with its key's hash and what was noted of it.
    if (-not (Test-Path -LiteralPath $requestStore)) { return }
    foreach ($certificate in @(Get-ChildItem -LiteralPath $requestStore -ErrorAction Stop)) {
        $hash = Get-CertificateKeyHash $certificate
        [pscustomobject] @{ PublicKey = $hash; Certificate = $certificate; Record = Get-Record $hash }
    }
}
#endregion

function Get-Wanted {
    # What the store of requests has with this key.
    param([string] $Hash)
    Get-OpenRequest | Where-Object { $_.PublicKey -ceq $Hash }
}

if (-not [Environment]::Is64BitProcess) {
    throw (New-Object System.NotSupportedException('This needs the 64-bit Windows PowerShell: a 32-bit one sees another registry.'))
}
$hash = $PublicKey.ToUpperInvariant()
$record = $recordRoot + '\' + $hash
$wanted = @(Get-Wanted $hash)
if ($wanted.Count -gt 0) {
    foreach ($certificate in @(Get-ChildItem -LiteralPath 'Cert:\LocalMachine\My' -ErrorAction Stop)) {
        if ((Get-CertificateKeyHash $certificate) -ceq $hash) {
            throw (New-Object System.InvalidOperationException("The certificate $($certificate.Thumbprint) of the Personal store has the key of this request, so the key is not deleted."))
        }
    }
}
foreach ($open in $wanted) {
    Remove-Item -LiteralPath ($requestStore + '\' + $open.Certificate.Thumbprint) -DeleteKey -ErrorAction Stop
}
if (@(Get-Wanted $hash).Count -gt 0) {
    throw (New-Object System.InvalidOperationException("Windows reported success, but the request with the key $hash is still in the store of requests."))
}
# Last: while the request is there, the note says what it is.
if (Test-Path -LiteralPath $record) {
    Remove-Item -LiteralPath $record -Recurse -Force -ErrorAction Stop
    if (Test-Path -LiteralPath $record) {
        throw (New-Object System.InvalidOperationException("Windows reported success, but the note of the request $hash is still in the registry."))
    }
}
[pscustomobject] @{ Former = @(); Output = ''; ExitCode = 0 }
