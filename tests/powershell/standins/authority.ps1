<#
A certification authority and the two programs that speak to it, certutil.exe and certreq.exe. Part of the area Certificates,
which loads it and has its facts.
#>

function global:Get-StandInAuthority {
    # The CAs as the directory lists them: the CA's real certificate with each.
    $raw = [Convert]::ToBase64String((Get-StandInCa).RawData)
    @($global:Server.Certificates.authorities | ForEach-Object { [pscustomobject] @{ name = $_.name; host = $_.host; templates = $_.templates; certificates = @($raw) } })
}

function global:Get-StandInCa {
    # One CA with its key for the whole process: keys take their time.
    if (-not (Test-Path -LiteralPath 'variable:global:StandInCa')) {
        $key = [Security.Cryptography.RSA]::Create(2048)
        $wish = [Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=Contoso Issuing CA, DC=contoso, DC=com', $key, [Security.Cryptography.HashAlgorithmName]::SHA256, [Security.Cryptography.RSASignaturePadding]::Pkcs1)
        $wish.CertificateExtensions.Add([Security.Cryptography.X509Certificates.X509BasicConstraintsExtension]::new($true, $false, 0, $true))
        $global:StandInCa = $wish.CreateSelfSigned([DateTimeOffset]::UtcNow.AddYears(-1), [DateTimeOffset]::UtcNow.AddYears(5))
    }
    $global:StandInCa
}

function global:Get-StandInText([string] $What) {
    # What the programs print, by language. A CA's own words come in the language of the CA.
    $german = $global:Server.Certificates.language -eq 'de'
    switch ($What) {
        'id' { if ($german) { 'Anforderungs-ID' } else { 'RequestId' } }
        'created' { if ($german) { 'CertReq: Anforderung erstellt' } else { 'CertReq: Request Created' } }
        'issued' { if ($german) { 'Zertifikat abgerufen(Ausgestellt) Ausgestellt' } else { 'Certificate retrieved(Issued) Issued' } }
        'pending' { if ($german) { 'Die Zertifikatanforderung steht noch aus: Taken Under Submission (0)' } else { 'Certificate request is pending: Taken Under Submission (0)' } }
        'denied' { if ($german) { 'Zertifikat nicht ausgestellt (Abgelehnt) Denied by Policy Module ' } else { 'Certificate not issued (Denied) Denied by Policy Module ' } }
        'failed' { if ($german) { 'Zertifikatanforderungsverarbeitung: Der RPC-Server ist nicht verfuegbar.' } else { 'Certificate Request Processor: The RPC server is unavailable.' } }
        'installed' { if ($german) { 'Installiertes Zertifikat:' } else { 'Installed Certificate:' } }
    }
}

function global:Invoke-StandInCertUtil([object[]] $Arguments) {
    # certutil -config TEXT -ping. What it prints is never to be looked at.
    if (($Arguments[0], $Arguments[2] -join ' ') -ne '-config -ping') { throw "unexpected: certutil $Arguments" }
    $known = @($global:Server.Certificates.authorities | Where-Object { "$($_.host)\$($_.name)" -eq $Arguments[1] -and $_.reachable })
    "Verbindung mit $($Arguments[1]) wird hergestellt ..."
    $global:LASTEXITCODE = if ($known.Count) { 0 } else { -2147023174 }
    'CertUtil: -ping command completed successfully.'
}

function global:Invoke-StandInCertReq([object[]] $Arguments) {
    $verb = [string] $Arguments[0]
    $rest = [System.Collections.Generic.List[string]]::new([string[]] @($Arguments | Select-Object -Skip 1))
    if (-not $rest.Remove('-q')) { throw 'A dialog opens: no -q.' }
    $machine = $rest.Remove('-machine')
    $forced = $rest.Remove('-adminforcemachine')
    [void] $rest.Remove('-f')
    $at = $rest.IndexOf('-config')
    $config = if ($at -ge 0) { $rest[$at + 1] } else { '' }
    if ($at -ge 0) { $rest.RemoveRange($at, 2) }
    if ('-submit', '-retrieve' -contains $verb -and ($config -eq '' -or $rest.Count -lt 2)) { throw 'A dialog opens: no CA or no output file.' }
    switch ($verb) {
        '-new' { if (-not $machine -or $rest.Count -ne 2) { throw 'A dialog opens: -new.' }; New-StandInRequest $rest[0] $rest[1] }
        '-submit' { Submit-StandInRequest $rest[0] $rest[1] $config $forced }
        '-retrieve' { Receive-StandInRequest $rest[0] $rest[1] $config $forced }
        '-accept' { if (-not $machine) { throw 'A dialog opens: -accept.' }; Install-StandInCertificate $rest[0] }
        default { throw "unexpected: certreq $Arguments" }
    }
}

function global:Read-StandInInf([string] $Path) {
    # Values by section and key as set-up files are read: quotes taken away, doubled ones and percent signs single.
    $section = ''
    $found = @{ Names = @() }
    if ([IO.File]::ReadAllBytes($Path)[0] -gt 127 -and -not ([IO.File]::ReadAllText($Path) -match '[^\x00-\x7F]')) { throw 'UTF-16 where ASCII would do, which everybody reads.' }
    foreach ($line in [IO.File]::ReadAllLines($Path)) {
        if ($line -match '\A\[(.+)\]\z') { $section = $Matches[1]; continue }
        if ($line -notmatch '\A([^=]+?)\s*=\s*(.*)\z') { throw "no line of a set-up file: $line" }
        $name, $value = $Matches[1], $Matches[2]
        if ($value -match '\A"(([^"]|"")*)"\z') { $value = $Matches[1].Replace('""', '"') } elseif ($value.Contains('"')) { throw "a quote within a value: $line" }
        $value = $value.Replace('%%', '%')
        if ($name -eq '_continue_') { $found['Names'] += @($value.Split('&') | Where-Object { $_ } | ForEach-Object { $_.Substring(4) }) } else { $found["$section/$name"] = $value }
    }
    $found
}

function global:New-StandInRequest([string] $In, [string] $Out) {
    $facts = $global:Server.Certificates
    if ($facts.new_fails) { $global:LASTEXITCODE = [int] $facts.new_fails; return 'Zertifikatanforderungsverarbeitung: Falscher Parameter. 0x80070057 (WIN32: 87 ERROR_INVALID_PARAMETER)' }
    $inf = Read-StandInInf $In
    $key = if ($facts.key) { [Security.Cryptography.RSA]::Create() } else { [Security.Cryptography.RSA]::Create([int] $inf['NewRequest/KeyLength']) }
    $read = 0
    if ($facts.key) { $key.ImportPkcs8PrivateKey([Convert]::FromBase64String($facts.key), [ref] $read) }
    $wish = [Security.Cryptography.X509Certificates.CertificateRequest]::new($inf['NewRequest/Subject'], $key, [Security.Cryptography.HashAlgorithmName]::SHA256, [Security.Cryptography.RSASignaturePadding]::Pkcs1)
    $names = [Security.Cryptography.X509Certificates.SubjectAlternativeNameBuilder]::new()
    foreach ($name in $inf['Names']) { $names.AddDnsName($name) }
    $wish.CertificateExtensions.Add($names.Build())
    $usages = [Security.Cryptography.OidCollection]::new()
    [void] $usages.Add([Security.Cryptography.Oid]::new($inf['Extensions/2.5.29.37'].Replace('{text}', '')))
    $wish.CertificateExtensions.Add([Security.Cryptography.X509Certificates.X509EnhancedKeyUsageExtension]::new($usages, $false))
    [IO.File]::WriteAllText($Out, $wish.CreateSigningRequestPem().Replace('CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST').Replace("`n", "`r`n") + "`r`n")
    $own = $wish.CreateSelfSigned([DateTimeOffset]::UtcNow, [DateTimeOffset]::UtcNow.AddYears(1))
    $hash = Get-StandInKeyHash $own
    $facts.Wishes[$hash] = $inf
    Add-Change ("request $($inf['RequestAttributes/CertificateTemplate']) | $($inf['NewRequest/Subject']) | $($inf['Names'] -join ' ') | $($inf['NewRequest/KeyLength']) " +
        "| machine $($inf['NewRequest/MachineKeySet']) | exportable $($inf['NewRequest/Exportable']) | $($inf['NewRequest/FriendlyName'])")
    if (-not (Test-Among $facts.lying 'new')) { Add-StandInCertificate 'REQUEST' $own ([string] $inf['NewRequest/FriendlyName']) }
    $global:LASTEXITCODE = 0
    if ($facts.template_unread) { 'Template not found.  Do you wish to continue anyway?'; $inf['RequestAttributes/CertificateTemplate'] }
    Get-StandInText 'created'
}

function global:Submit-StandInRequest([string] $In, [string] $Out, [string] $Config, [bool] $Forced) {
    $facts = $global:Server.Certificates
    $who = if ($Forced) { 'computer' } else { 'user' }
    if ($facts.unreachable) { Write-StandInFailure $facts.unreachable; return }
    Add-Change "submit to $Config as $who"
    $pem = [IO.File]::ReadAllText($In).Replace('NEW CERTIFICATE REQUEST', 'CERTIFICATE REQUEST')
    $sha, $padding = [Security.Cryptography.HashAlgorithmName]::SHA256, [Security.Cryptography.RSASignaturePadding]::Pkcs1
    $wish = [Security.Cryptography.X509Certificates.CertificateRequest]::LoadSigningRequestPem($pem, $sha, 'UnsafeLoadCertificateExtensions', $padding)
    $hash = [BitConverter]::ToString([Security.Cryptography.SHA256]::HashData($wish.PublicKey.ExportSubjectPublicKeyInfo())).Replace('-', '')
    $template = if ($facts.Wishes.ContainsKey($hash)) { $facts.Wishes[$hash]['RequestAttributes/CertificateTemplate'] } else { '' }
    $published = @($facts.authorities | Where-Object { "$($_.host)\$($_.name)" -eq $Config } | ForEach-Object { $_.templates })
    $answer = if (-not (Test-Among $published $template)) { '0x80094800' } elseif ($facts.denied_to -eq $who) { '0x80094012' } else { $facts.answer }
    Add-StandInTemplate $wish $template
    $facts.Database.Add(@{ Id = 7 + $facts.Database.Count; Wish = $wish; Pem = $pem; Template = $template; Answer = $answer; Who = $who; Config = $Config })
    Write-StandInAnswer $facts.Database[-1] $Out $true
}

function global:Add-StandInTemplate($Wish, [string] $Template) {
    # A CA names a version 1 template in what it issues: an extension whose content is a BMPString (facts, 2.2).
    $name = [Text.Encoding]::BigEndianUnicode.GetBytes($Template)
    $Wish.CertificateExtensions.Add([Security.Cryptography.X509Certificates.X509Extension]::new('1.3.6.1.4.1.311.20.2', [byte[]] (@(0x1E, $name.Length) + $name), $false))
}

function global:Receive-StandInRequest([string] $Id, [string] $Out, [string] $Config, [bool] $Forced) {
    $facts = $global:Server.Certificates
    if ($facts.unreachable) { Write-StandInFailure $facts.unreachable; return }
    $known = @($facts.Database | Where-Object { [string] $_.Id -eq $Id -and $_.Config -eq $Config })
    if ($known.Count -ne 1) { Write-StandInFailure '0x80094004'; return }
    if ($facts.later) { $known[0].Answer = $facts.later }
    Write-StandInAnswer $known[0] $Out $false
}

function global:Write-StandInFailure([string] $Code) {
    $global:LASTEXITCODE = [Convert]::ToInt32($Code, 16)
    "$(Get-StandInText 'failed') $($Code.ToLowerInvariant()) (WIN32: 1722 RPC_S_SERVER_UNAVAILABLE)"
}

function global:Write-StandInAnswer($Entry, [string] $Out, [bool] $WithNumber) {
    # As recorded from real ones: the number twice, then one line.
    $facts = $global:Server.Certificates
    if ($WithNumber -and $facts.prints_id) { "$(Get-StandInText 'id'): $($Entry.Id)" }
    if ($Entry.Answer -eq 'nothing') { $global:LASTEXITCODE = 1; return }
    if ($WithNumber -and $facts.prints_id -and $Entry.Answer -notlike '0x*') { "$(Get-StandInText 'id'): `"$($Entry.Id)`"" }
    if ($Entry.Answer -eq 'pending') { $global:LASTEXITCODE = [int] $facts.pending_exit; return Get-StandInText 'pending' }
    if ($Entry.Answer -like '0x*') {
        $global:LASTEXITCODE = [int] $facts.denied_exit
        return @("$(Get-StandInText 'denied') $($Entry.Answer) ($([Convert]::ToInt32($Entry.Answer, 16))", 'CERTSRV_E_NAME)')
    }
    $ca = Get-StandInCa
    $wish = $Entry.Wish
    if ($facts.other_key) { $wish = [Security.Cryptography.X509Certificates.CertificateRequest]::new($wish.SubjectName, [Security.Cryptography.RSA]::Create(2048), [Security.Cryptography.HashAlgorithmName]::SHA256, [Security.Cryptography.RSASignaturePadding]::Pkcs1) }
    $issued = $wish.Create($ca, [DateTimeOffset]::UtcNow.AddMinutes(-10), [DateTimeOffset]::UtcNow.AddDays(700), [guid]::NewGuid().ToByteArray())
    [IO.File]::WriteAllText($Out, $issued.ExportCertificatePem().Replace("`n", "`r`n") + "`r`n")
    $global:LASTEXITCODE = 0
    "$(Get-StandInText 'issued') $($facts.remark)".TrimEnd()
}

function global:Install-StandInCertificate([string] $In) {
    $facts = $global:Server.Certificates
    $issued = [Security.Cryptography.X509Certificates.X509Certificate2]::CreateFromPem([IO.File]::ReadAllText($In))
    $hash = Get-StandInKeyHash $issued
    $open = @(Get-StandInStore 'REQUEST' | Where-Object { (Get-StandInKeyHash $_) -eq $hash })
    $global:LASTEXITCODE = 0
    if (Test-Among $facts.lying 'accept') { return Get-StandInText 'installed' }
    Add-Change 'accept'
    if ($open.Count) {
        $key = [Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($open[0])
        if (-not $facts.key_gone) { $issued = [Security.Cryptography.X509Certificates.RSACertificateExtensions]::CopyWithPrivateKey($issued, $key) }
        Microsoft.PowerShell.Management\Remove-Item -LiteralPath "Cert:\LocalMachine\REQUEST\$($open[0].Thumbprint)"
    }
    Add-StandInCertificate 'My' $issued ''
    Get-StandInText 'installed'
    "  Serial Number: $($issued.SerialNumber)"
}
