<#
.SYNOPSIS
Makes a new key in the computer's key store and a certificate request for it. Asks no CA yet.

.DESCRIPTION
Writes an INF file from the parameters and gives it to certreq -new -machine. The key is an RSA key of the Microsoft Software
Key Storage Provider, for the computer, not exportable. The request asks for server authentication, with the names given as
subject alternative names.

The request, and what it was made from, is noted under HKLM\SOFTWARE\wsus-tls-wizard\Requests, by the SHA-256 of its public
key: Submit- and Install-CertificateRequest find it there. Nothing secret is noted; the key never leaves the key store.

Every run makes another key. Look with Get-CertificateRequest for what an earlier run has made.

.PARAMETER Template
Common name of the certificate template, as WebServer. Not its display name.

.PARAMETER Subject
The subject, as CN=wsus1.contoso.com.

.PARAMETER DnsName
The names the certificate shall stand for.

.PARAMETER KeyLength
Bits of the key, as 2048. The template may want more.

.PARAMETER FriendlyName
What the certificate shall be called in the console. May be empty.

.EXAMPLE
.\New-CertificateRequest.ps1 -Template WebServer -Subject CN=wsus1.contoso.com -DnsName wsus1.contoso.com, wsus1 -KeyLength 2048 -FriendlyName 'WSUS TLS'

.OUTPUTS
One object: Former (always empty), Output (what certreq printed) and ExitCode.

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, elevated, on the WSUS server. An unused request can be deleted in certlm.msc,
Certificate Enrollment Requests.

Not proven on a real server yet: it was run against a stand-in for certreq that makes real keys and requests.

Where each fact is from, and how sure it is:
- Keys of the INF file and certreq -new -q -machine IN OUT: windowsserverdocs, certreq_1.md; CertificateDsc uses the same. Sure.
- Names in 2.5.29.17 as {text} with DNS=NAME and & between them: both, where they agree. Sure. EDITF_ATTRIBUTESUBJECTALTNAME2
  of the CA is not used: it lets anybody take any name.
- A double quote and a percent sign are doubled within the quotes of an INF value: docs of INF files. Line breaks and control
  characters are refused.
- The template is looked up by certreq; where it cannot be read, it may ask whether to go on, which -q answers. Good.
- The new key's certificate-to-be is in Cert:\LocalMachine\REQUEST afterwards: that is read back, by the key.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [ValidateLength(1, 255)]
    [ValidatePattern('\A[^\x00-\x1F\x7F\u0085\u2028\u2029]+\z')]
    [string] $Template,

    [Parameter(Mandatory = $true)]
    [ValidateLength(1, 1000)]
    [ValidatePattern('\A[^\x00-\x1F\x7F\u0085\u2028\u2029]+\z')]
    [string] $Subject,

    [Parameter(Mandatory = $true)]
    [ValidateNotNullOrEmpty()]
    [ValidatePattern('\A(\*\.)?[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\z', Options = 'None')]
    [string[]] $DnsName,

    [Parameter(Mandatory = $true)]
    [ValidateRange(1024, 16384)]
    [int] $KeyLength,

    [Parameter(Mandatory = $true)]
    [AllowEmptyString()]
    [ValidateLength(0, 255)]
    [ValidatePattern('\A[^\x00-\x1F\x7F\u0085\u2028\u2029]*\z')]
    [string] $FriendlyName
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

#region Noting a request (the same text stands in every script that does; a test compares them)
function Set-Record {
    # Notes values of a request, in this order.
    param([string] $PublicKey, [System.Collections.Specialized.OrderedDictionary] $Value)
    $path = $recordRoot + '\' + $PublicKey
    if (-not (Test-Path -LiteralPath $path)) { [void] (New-Item -Path $path -Force -ErrorAction Stop) }
    foreach ($name in $Value.Keys) { Set-ItemProperty -LiteralPath $path -Name $name -Value $Value[$name] -ErrorAction Stop }
}
#endregion

#region Work folder (the same text stands in every script that needs one; a test compares them)
function New-WorkFolder {
    # A new folder of the user's own, for the files of certreq.
    $path = Join-Path ([IO.Path]::GetTempPath()) ('wsus-tls-' + [Guid]::NewGuid().ToString('N'))
    [void] [IO.Directory]::CreateDirectory($path)
    $path
}
#endregion

#region certreq (the same text stands in every script that calls it; a test compares them)
function Invoke-CertReq {
    # Its lines and exit code. No dialog can open: -q, a CA and an output file are always among the arguments. Should it ask
    # in its text all the same, it finds an empty input, and not that of this process, from which requests may come.
    param([string[]] $Arguments)
    if (-not [Environment]::Is64BitProcess) {
        throw (New-Object System.NotSupportedException('This needs the 64-bit Windows PowerShell: a 32-bit one sees another registry and another System32.'))
    }
    $path = Join-Path $env:SystemRoot 'System32\certreq.exe'
    $lines = @(@() | & $path @Arguments | ForEach-Object { [string] $_ })
    [pscustomobject] @{ Lines = $lines; ExitCode = [int] $LASTEXITCODE }
}

function New-CertReqError {
    # An error that keeps the code of Windows and what was printed, in whatever language.
    param([string] $Text, [object] $Done, [int] $Code)
    $printed = ($Done.Lines -join ' ').Trim()
    New-Object System.Runtime.InteropServices.COMException("$Text (exit code $($Done.ExitCode)): $printed", $Code)
}
#endregion

function ConvertTo-InfValue {
    param([string] $Text)
    '"' + $Text.Replace('"', '""').Replace('%', '%%') + '"'
}

function Get-Inf {
    $last = $DnsName.Count - 1
    $names = @(0..$last | ForEach-Object { 'DNS=' + $DnsName[$_] + $(if ($_ -lt $last) { '&' } else { '' }) })
    @('[Version]', 'Signature="$Windows NT$"', '[NewRequest]', ('Subject = ' + (ConvertTo-InfValue $Subject)))
    if ($FriendlyName.Length -gt 0) { 'FriendlyName = ' + (ConvertTo-InfValue $FriendlyName) }
    @(('KeyLength = ' + $KeyLength.ToString([Globalization.CultureInfo]::InvariantCulture)), 'KeyAlgorithm = RSA')
    @('HashAlgorithm = sha256', 'Exportable = FALSE', 'MachineKeySet = TRUE', 'KeyUsage = 0xa0', 'RequestType = PKCS10')
    @('SMIME = FALSE', 'Silent = TRUE', 'ProviderName = "Microsoft Software Key Storage Provider"')
    @('[RequestAttributes]', ('CertificateTemplate = ' + (ConvertTo-InfValue $Template)))
    @('[Extensions]', '2.5.29.17 = "{text}"')
    foreach ($name in $names) { '_continue_ = ' + (ConvertTo-InfValue $name) }
    '2.5.29.37 = "{text}1.3.6.1.5.5.7.3.1"'
}

$created = [DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ', [Globalization.CultureInfo]::InvariantCulture)
$folder = New-WorkFolder
try {
    $inf = Join-Path $folder 'request.inf'
    $path = Join-Path $folder 'request.req'
    # Beyond ASCII with a byte order mark, which set-up files may have: so names come through whatever the code page is.
    $lines = [string[]] @(Get-Inf)
    $encoding = if ([regex]::IsMatch(($lines -join ''), '[^\x00-\x7F]')) { [Text.Encoding]::Unicode } else { [Text.Encoding]::ASCII }
    [IO.File]::WriteAllLines($inf, $lines, $encoding)
    $arguments = @('-new', '-q', '-machine', $inf, $path)
    $done = Invoke-CertReq $arguments
    if ($done.ExitCode -ne 0 -or -not [IO.File]::Exists($path)) {
        throw (New-CertReqError 'certreq made no request' $done $(if ($done.ExitCode -ne 0) { $done.ExitCode } else { -2147467259 }))
    }
    $request = Read-Base64File $path
} finally {
    [IO.Directory]::Delete($folder, $true)
}
$hash = Get-KeyHash $request 2
if (@(Get-OpenRequest | Where-Object { $_.PublicKey -ceq $hash }).Count -eq 0) {
    throw (New-Object System.InvalidOperationException('certreq reported success, but the store of requests has nothing with the key of this one.'))
}
Set-Record $hash ([ordered] @{
    Template = $Template
    Subject = $Subject
    Names = ($DnsName -join ' ')
    FriendlyName = $FriendlyName
    Created = $created
    Request = [Convert]::ToBase64String($request)
})
[pscustomobject] @{ Former = @(); Output = ($done.Lines -join "`r`n"); ExitCode = $done.ExitCode }
