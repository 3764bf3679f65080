# What keys.ps1 makes, as JSON: for test_keys.py.
param([string] $Key, [string] $Certificate, [string] $Signature)
$ErrorActionPreference = 'Stop'
. ([IO.Path]::Combine([IO.Path]::GetDirectoryName($PSScriptRoot), 'powershell', 'standins', 'keys.ps1'))
class Unusable : Security.Cryptography.X509Certificates.X509Certificate2 {
    Unusable([byte[]] $Der) : base($Der) { }
    [string] GetKeyAlgorithm() { throw [Security.Cryptography.CryptographicException]::new(0x80090016) }
}
# In a scope that was parsed afterwards, as the stand-ins are.
& ([scriptblock]::Create({
    param([string] $Key, [string] $Certificate, [string] $Signature)
    $sha, $padding = [Security.Cryptography.HashAlgorithmName]::SHA256, [Security.Cryptography.RSASignaturePadding]::Pkcs1
    $rsa = [Security.Cryptography.RSA]::Create()
    $read = 0
    $rsa.ImportPkcs8PrivateKey([Convert]::FromBase64String($Key), [ref] $read)
    $public = [Security.Cryptography.X509Certificates.X509Certificate2]::new([Convert]::FromBase64String($Certificate))
    $ca = [Security.Cryptography.X509Certificates.RSACertificateExtensions]::CopyWithPrivateKey($public, $rsa)
    $wish = [Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=WSUS1.contoso.com', $rsa, $sha, $padding)
    $names = [Security.Cryptography.X509Certificates.SubjectAlternativeNameBuilder]::new()
    $names.AddDnsName('wsus1.contoso.com')
    $wish.CertificateExtensions.Add($names.Build())
    $pem = $wish.CreateSigningRequestPem()
    $again = [Security.Cryptography.X509Certificates.CertificateRequest]::LoadSigningRequestPem($pem, $sha, 'UnsafeLoadCertificateExtensions', $padding)
    $issued = $again.Create($ca, [DateTimeOffset]::UtcNow.AddMinutes(-10), [DateTimeOffset]::UtcNow.AddDays(700), [guid]::NewGuid().ToByteArray())
    $private = [System.Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($ca)
    $verifying = [System.Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPublicKey($ca)
    $sample, $theirs = [byte[]] (1..32), [Convert]::FromBase64String($Signature)
    $turned = [byte[]] $theirs.Clone()
    $turned[7] = $turned[7] -bxor 1
    $judged = $verifying.VerifyData($sample, $theirs, $sha, $padding), $verifying.VerifyData([byte[]] (2..33), $theirs, $sha, $padding), $verifying.VerifyData($sample, $turned, $sha, $padding)
    $problem = ''
    try { [void] [Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey([Unusable]::new($public.RawData)) } catch { $problem = '0x{0:X8}' -f $_.Exception.GetBaseException().HResult }
    $new = [Security.Cryptography.RSA]::Create(2048)
    ConvertTo-Json -Compress ([pscustomobject] @{
        Request = $pem; Certificate = $issued.ExportCertificatePem(); Judged = $judged
        Signature = [Convert]::ToBase64String($private.SignData($sample, $sha, $padding))
        New = [Convert]::ToBase64String($new.ExportPkcs8PrivateKey()); Signed = [Convert]::ToBase64String($new.SignData($sample, $sha, $padding))
        Unusable = $problem
        Keys = @([bool] $ca.HasPrivateKey, [bool] $issued.HasPrivateKey)
    })
}.ToString())) -Key $Key -Certificate $Certificate -Signature $Signature
