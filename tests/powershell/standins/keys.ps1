<#
Keys for a Windows that has no key store, as Wine: what .NET asks of it is computed here. Dot-sourced before all else, since
these classes take the places of .NET's by name, for the stand-ins and for the scripts of the product.

Keys, signatures, requests and certificates are real ones: RSA, PKCS#1 v1.5 over SHA-256. A CA does not check the signature of
a request.
#>
class StandInRsa {
    # A key pair; or a public key alone, which only verifies.
    [byte[]] $Pkcs8
    [Numerics.BigInteger] $Modulus
    [Numerics.BigInteger] $Public
    [Numerics.BigInteger] $Private
    static [Numerics.BigInteger] $Exponent = 65537
    static [Numerics.BigInteger] $Small = [StandInRsa]::Factorial(2000)
    static [byte[]] $Sha256 = [Convert]::FromHexString('3031300d060960864801650304020105000420')

    static [StandInRsa] Create() { return [StandInRsa]::new() }

    static [StandInRsa] Create([int] $Bits) {
        # RFC 8017, 3.2. Modulo the exponent and modulo p, which are prime, powers give the inverses.
        $p, $q, $e = [StandInRsa]::Prime($Bits / 16), [StandInRsa]::Prime($Bits / 16), [StandInRsa]::Exponent
        $all = ($p - 1) * ($q - 1)
        $d = (1 + ($e - [Numerics.BigInteger]::ModPow($all, $e - 2, $e)) * $all) / $e
        $made = [Formats.Asn1.AsnWriter]::new('DER')
        [void] $made.PushSequence()
        $made.WriteInteger([Numerics.BigInteger]::Zero)
        [void] $made.PushSequence()
        $made.WriteObjectIdentifier('1.2.840.113549.1.1.1')
        $made.WriteNull()
        $made.PopSequence()
        [void] $made.PushOctetString()
        [void] $made.PushSequence()
        foreach ($number in [Numerics.BigInteger]::Zero, ($p * $q), $e, $d, $p, $q, ($d % ($p - 1)), ($d % ($q - 1)), [Numerics.BigInteger]::ModPow($q, $p - 2, $p)) { $made.WriteInteger($number) }
        $made.PopSequence()
        $made.PopOctetString()
        $made.PopSequence()
        $key = [StandInRsa]::new()
        $read = 0
        $key.ImportPkcs8PrivateKey($made.Encode(), [ref] $read)
        return $key
    }

    hidden static [Numerics.BigInteger] Prime([int] $Bytes) {
        # Both bits at its top are set, so that a product of two has full length. Without small factors, Fermat's test is enough.
        $start = [Security.Cryptography.RandomNumberGenerator]::GetBytes($Bytes)
        $start[0] = $start[0] -bor 0xC0
        $start[-1] = $start[-1] -bor 1
        $number = [Numerics.BigInteger]::new($start, $true, $true)
        while (-not ([Numerics.BigInteger]::GreatestCommonDivisor($number, [StandInRsa]::Small).IsOne -and ($number - 1) % [StandInRsa]::Exponent -ne 0 -and
            [Numerics.BigInteger]::ModPow(2, $number - 1, $number).IsOne)) { $number += 2 }
        return $number
    }

    hidden static [Numerics.BigInteger] Factorial([int] $Most) {
        $product = [Numerics.BigInteger]::One
        foreach ($factor in 2..$Most) { $product *= $factor }
        return $product
    }

    static [StandInRsa] FromPublicKey($PublicKey) {
        $numbers = [Formats.Asn1.AsnReader]::new($PublicKey.EncodedKeyValue.RawData, 'DER').ReadSequence()
        $key = [StandInRsa]::new()
        $key.Modulus, $key.Public = $numbers.ReadInteger(), $numbers.ReadInteger()
        return $key
    }

    [void] ImportPkcs8PrivateKey([byte[]] $Der, [ref] $Read) {
        # RFC 5208 around RFC 8017, A.1.2.
        $outer = [Formats.Asn1.AsnReader]::new($Der, 'DER').ReadSequence()
        [void] $outer.ReadInteger()
        [void] $outer.ReadSequence()
        $numbers = [Formats.Asn1.AsnReader]::new($outer.ReadOctetString(), 'DER').ReadSequence()
        [void] $numbers.ReadInteger()
        $this.Modulus, $this.Public, $this.Private = $numbers.ReadInteger(), $numbers.ReadInteger(), $numbers.ReadInteger()
        $this.Pkcs8 = $Der
        $Read.Value = $Der.Length
    }

    [byte[]] ExportPkcs8PrivateKey() { return $this.Pkcs8 }

    [Security.Cryptography.X509Certificates.PublicKey] PublicKey() {
        $numbers = [Formats.Asn1.AsnWriter]::new('DER')
        [void] $numbers.PushSequence()
        $numbers.WriteInteger($this.Modulus)
        $numbers.WriteInteger($this.Public)
        $numbers.PopSequence()
        $oid = [Security.Cryptography.Oid]::new('1.2.840.113549.1.1.1')
        $none = [Security.Cryptography.AsnEncodedData]::new($oid, [byte[]] (5, 0))
        $value = [Security.Cryptography.AsnEncodedData]::new($oid, $numbers.Encode())
        return [Security.Cryptography.X509Certificates.PublicKey]::new($oid, $none, $value)
    }

    [byte[]] Padded([byte[]] $Data) {
        # RFC 8017, 9.2.
        $length = [Math]::Ceiling($this.Modulus.GetBitLength() / 8)
        $digest = [StandInRsa]::Sha256 + [Security.Cryptography.SHA256]::HashData($Data)
        return [byte[]] (@(0, 1) + @(, 0xFF * ($length - $digest.Length - 3)) + @(0) + $digest)
    }

    [byte[]] Powered([byte[]] $Number, [Numerics.BigInteger] $Exponent, [int] $Length) {
        $power = [Numerics.BigInteger]::ModPow([Numerics.BigInteger]::new($Number, $true, $true), $Exponent, $this.Modulus)
        $bytes = $power.ToByteArray($true, $true)
        return [byte[]] (@(, 0 * ($Length - $bytes.Length)) + $bytes)
    }

    [byte[]] SignData([byte[]] $Data, $Hash, $Padding) {
        if ($null -eq $this.Pkcs8 -or $Hash.Name -ne 'SHA256') { throw [Security.Cryptography.CryptographicException]::new(0x8009000D) }
        $padded = $this.Padded($Data)
        return $this.Powered($padded, $this.Private, $padded.Length)
    }

    [bool] VerifyData([byte[]] $Data, [byte[]] $Signature, $Hash, $Padding) {
        $padded = $this.Padded($Data)
        return [Convert]::ToHexString($padded) -eq [Convert]::ToHexString($this.Powered($Signature, $this.Public, $padded.Length))
    }
}

class StandInSigner : Security.Cryptography.X509Certificates.X509SignatureGenerator {
    # Through this .NET signs certificates and requests with a key that it does not know.
    [StandInRsa] $Key
    StandInSigner([StandInRsa] $Key) { $this.Key = $Key }
    [byte[]] GetSignatureAlgorithmIdentifier([Security.Cryptography.HashAlgorithmName] $Hash) { return [Convert]::FromHexString('300d06092a864886f70d01010b0500') }
    [byte[]] SignData([byte[]] $Data, [Security.Cryptography.HashAlgorithmName] $Hash) { return $this.Key.SignData($Data, $Hash, $null) }
    [Security.Cryptography.X509Certificates.PublicKey] BuildPublicKey() { return $this.Key.PublicKey() }
}

class StandInKeyOfCertificate {
    # In place of RSACertificateExtensions: a key hangs on the object of its certificate.
    static [object] CopyWithPrivateKey($Certificate, $Key) {
        $whole = [Security.Cryptography.X509Certificates.X509Certificate2]::new($Certificate.RawData)
        Add-Member -InputObject $whole -Force -NotePropertyMembers @{ HasPrivateKey = $true; StandInKey = $Key }
        return $whole
    }
    static [object] GetRSAPrivateKey($Certificate) {
        # As .NET does, before it looks for a key.
        [void] $Certificate.GetKeyAlgorithm()
        return $Certificate.PSObject.Properties['StandInKey'].Value
    }
    static [object] GetRSAPublicKey($Certificate) { return [StandInRsa]::FromPublicKey($Certificate.PublicKey) }
}

class StandInWish {
    # In place of CertificateRequest, around a real one.
    static [type] $Real = [type]::GetType('System.Security.Cryptography.X509Certificates.CertificateRequest, System.Security.Cryptography')
    [object] $Wish
    [StandInRsa] $Key
    [object] $CertificateExtensions
    [object] $PublicKey
    [object] $SubjectName

    StandInWish($Subject, $Key, $Hash, $Padding) {
        $name = [Security.Cryptography.X509Certificates.X500DistinguishedName]::new($Subject)
        $this.Wish = [Activator]::CreateInstance([StandInWish]::Real, @($name, $Key.PublicKey(), $Hash))
        $this.Key = $Key
        $this.Shown()
    }
    StandInWish($Wish) { $this.Wish = $Wish; $this.Shown() }

    hidden [void] Shown() {
        $this.CertificateExtensions, $this.PublicKey, $this.SubjectName = $this.Wish.CertificateExtensions, $this.Wish.PublicKey, $this.Wish.SubjectName
    }
    static [StandInWish] LoadSigningRequestPem([string] $Pem, $Hash, $Options, $Padding) {
        return [StandInWish]::new([StandInWish]::Real::LoadSigningRequestPem($Pem, $Hash, 'SkipSignatureValidation, UnsafeLoadCertificateExtensions', $Padding))
    }
    [string] CreateSigningRequestPem() { return $this.Wish.CreateSigningRequestPem([StandInSigner]::new($this.Key)) }
    [object] CreateSelfSigned($From, $To) {
        $made = $this.Wish.Create($this.SubjectName, [StandInSigner]::new($this.Key), $From, $To, [guid]::NewGuid().ToByteArray())
        return [StandInKeyOfCertificate]::CopyWithPrivateKey($made, $this.Key)
    }
    [object] Create($Issuer, $From, $To, [byte[]] $Serial) {
        return $this.Wish.Create($Issuer.SubjectName, [StandInSigner]::new([StandInKeyOfCertificate]::GetRSAPrivateKey($Issuer)), $From, $To, $Serial)
    }
}

$accelerators = [psobject].Assembly.GetType('System.Management.Automation.TypeAccelerators')
foreach ($place in @{ 'RSA' = [StandInRsa]; 'X509Certificates.RSACertificateExtensions' = [StandInKeyOfCertificate]; 'X509Certificates.CertificateRequest' = [StandInWish] }.GetEnumerator()) {
    foreach ($space in 'System.Security.Cryptography.', 'Security.Cryptography.') { $accelerators::Add($space + $place.Key, $place.Value) }
}
