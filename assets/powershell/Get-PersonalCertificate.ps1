<#
.SYNOPSIS
Lists every certificate in the computer's Personal store, and tries each one's private key and chain.

.DESCRIPTION
All certificates of Cert:\LocalMachine\My are returned, the unsuitable ones too. With each:

- Raw: the certificate itself (DER in base64). Its names, purposes and dates are read from that, in one place.
- KeySigns: something was signed with the private key just now, and the signature fits the certificate. A link to a key
  (HasPrivateKey) is no proof: it stays when the key is gone. A key of a user's own key store does not count, since what
  serves TLS runs as SYSTEM and does not find it there. KeyError is then what kept it from signing (an HRESULT).
- ChainStatus: what is wrong with its chain, built in the computer's context, not in that of whoever is signed in. It is
  empty where the chain holds. Revocation is checked; where that takes long, from the cache alone.

Nothing is changed. A store that cannot be read is an error.

.EXAMPLE
.\Get-PersonalCertificate.ps1

.EXAMPLE
.\Get-PersonalCertificate.ps1 | Format-Table Thumbprint, FriendlyName, KeySigns, KeyError, ChainStatus

.OUTPUTS
An array: Thumbprint, Raw, FriendlyName, HasPrivateKey, KeySigns, KeyError, ChainStatus.

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, elevated, on the WSUS server: without elevation no key can be used.

Not proven on a real server yet: it was run with real certificates and keys, but with stand-ins for the store and for keys
that fail.

Where each fact is from, and how sure it is:
- HasPrivateKey only says that a link exists; 0x80090016 is a keyset that is not there, 0x8009000D no key: win32,
  com-error-codes-4.md. Sure. 0x80090003 (bad key) stands for a key that belongs to another certificate.
- GetRSAPrivateKey of RSACertificateExtensions opens keys of both kinds (CNG and CryptoAPI), PrivateKey only the older:
  docs of .NET Framework 4.6. Sure.
- A certificate dragged from a user's store leaves its key there and cannot be bound, 0x80070520: techcommunity,
  iis-support-blog. That the key then says so (IsMachineKey, MachineKeyStore): documented, not seen.
- The reader is SYSTEM (Schannel event 36870, process 4), not the application pool. Good.
- X509Chain($true) is the machine's context; a root in a user's store must not help: docs of .NET, memdocs. Sure.
- An old provider may refuse SHA-256 (0x80090008) with a key that is sound: from memory. Then SHA-1 is tried.
#>
[CmdletBinding()]
param()
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

$sample = [byte[]] (1..32)
$sha256 = [System.Security.Cryptography.HashAlgorithmName]::SHA256
$sha1 = [System.Security.Cryptography.HashAlgorithmName]::SHA1
$padding = [System.Security.Cryptography.RSASignaturePadding]::Pkcs1

function Get-Hresult {
    # Of the innermost exception, as 0x80090016.
    param([Exception] $Exception)
    while ($Exception.InnerException) { $Exception = $Exception.InnerException }
    '0x{0:X8}' -f $Exception.HResult
}

function Test-UserKey {
    # Whether a key lies in a user's key store, where SYSTEM does not look.
    param([object] $Key)
    if ($Key -is [System.Security.Cryptography.RSACryptoServiceProvider]) { return -not $Key.CspKeyContainerInfo.MachineKeyStore }
    if ($Key -is [System.Security.Cryptography.RSACng] -or $Key -is [System.Security.Cryptography.ECDsaCng]) { return -not $Key.Key.IsMachineKey }
    $false
}

function Test-RsaKey {
    param([object] $Certificate, [object] $Key, [object] $Hash)
    $signature = $Key.SignData($sample, $Hash, $padding)
    $public = [System.Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPublicKey($Certificate)
    $public.VerifyData($sample, $signature, $Hash, $padding)
}

function Test-EcKey {
    param([object] $Certificate, [object] $Key)
    $signature = $Key.SignData($sample, $sha256)
    $public = [System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions]::GetECDsaPublicKey($Certificate)
    $public.VerifyData($sample, $signature, $sha256)
}

function Get-KeyError {
    # Signs with the private key. Empty where that works, else what kept it from it.
    param([object] $Certificate)
    try {
        $rsa = [System.Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($Certificate)
        $key = $rsa
        if ($null -eq $key) { $key = [System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions]::GetECDsaPrivateKey($Certificate) }
        if ($null -eq $key) { return '0x8009000D' }
        if (Test-UserKey $key) { return '0x80090016' }
        if ($null -eq $rsa) {
            $fits = Test-EcKey $Certificate $key
        } else {
            try {
                $fits = Test-RsaKey $Certificate $rsa $sha256
            } catch {
                if ((Get-Hresult $_.Exception) -ne '0x80090008') { throw }
                $fits = Test-RsaKey $Certificate $rsa $sha1
            }
        }
        if ($fits) { '' } else { '0x80090003' }
    } catch {
        Get-Hresult $_.Exception
    }
}

function Get-ChainStatus {
    # Names of X509ChainStatusFlags, each once. Asking for revocation lists is limited: one that is out of reach takes its time.
    param([object] $Certificate, [string] $Revocation)
    $chain = New-Object System.Security.Cryptography.X509Certificates.X509Chain -ArgumentList $true
    $chain.ChainPolicy.RevocationMode = $Revocation
    $chain.ChainPolicy.RevocationFlag = 'ExcludeRoot'
    $chain.ChainPolicy.UrlRetrievalTimeout = [TimeSpan]::FromSeconds(5)
    [void] $chain.Build($Certificate)
    $names = @($chain.ChainStatus | ForEach-Object { ([string] $_.Status).Split(',') } | ForEach-Object { $_.Trim() })
    $chain.Reset()
    @($names | Where-Object { $_ -ne '' -and $_ -ne 'NoError' } | Select-Object -Unique)
}

$clock = [System.Diagnostics.Stopwatch]::StartNew()
$found = @(foreach ($certificate in @(Get-ChildItem -LiteralPath 'Cert:\LocalMachine\My' -ErrorAction Stop)) {
    $problem = Get-KeyError $certificate
    $revocation = if ($clock.Elapsed.TotalSeconds -lt 25) { 'Online' } else { 'Offline' }
    [pscustomobject] @{
        Thumbprint = $certificate.Thumbprint.ToUpperInvariant()
        Raw = [Convert]::ToBase64String($certificate.RawData)
        FriendlyName = [string] $certificate.FriendlyName
        HasPrivateKey = [bool] $certificate.HasPrivateKey
        KeySigns = ($problem -eq '')
        KeyError = $problem
        ChainStatus = @(Get-ChainStatus $certificate $revocation)
    }
})
, $found
