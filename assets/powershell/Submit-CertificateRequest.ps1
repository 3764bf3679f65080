<#
.SYNOPSIS
Sends a request that New-CertificateRequest made to a CA, as the computer account or as the signed-in user.

.DESCRIPTION
Calls certreq -submit with the CA, an output file and -q, so that no dialog can open. Whether the CA issued, keeps or denies
it is told by the certificate that came back and by numbers, never by words. A denial is no error of this script: it is what
the CA said, and Get-CertificateRequest shows it with its code.

Before it is sent, it is noted that it will be (under HKLM\SOFTWARE\wsus-tls-wizard\Requests), behind it the CA's number for
it. A request that was sent, and that the CA has issued or keeps, is not sent again; nor is one whose answer was never noted.

.PARAMETER PublicKey
SHA-256 of the request's public key, as Get-CertificateRequest shows it.

.PARAMETER Config
The CA, as HOST\CA name (Config of Get-CertificationAuthority).

.PARAMETER AsComputer
True: asked as the computer account (-adminforcemachine). False: as the signed-in user.

.EXAMPLE
.\Submit-CertificateRequest.ps1 -PublicKey $request.PublicKey -Config 'CA1.contoso.com\Contoso Issuing CA' -AsComputer $true

.OUTPUTS
One object: Former (always empty), Output (what certreq printed) and ExitCode.

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, elevated, on the WSUS server. A request that was sent cannot be called back.

Not proven on a real server yet: it was run against a stand-in for certreq that prints what was recorded from real ones.

Where each fact is from, and how sure it is:
- certreq -submit -q -f [-adminforcemachine] -config CA IN OUT; without -config or OUT a dialog opens; -adminforcemachine
  asks from LocalSystem and wants a local administrator: windowsserverdocs, certreq_1.md. Sure.
- Without it the signed-in user asks, wherever the key lies: CertificateDsc (its runs as LocalSystem ask as the computer).
- Issued may come with a warning and even an HRESULT; pending ends with 0 and no certificate; the number is printed twice:
  recorded outputs. Its label is in the server's language (Anforderungs-ID), the line's form is the same: a field script.
- 0x800706BE and 0x800706BF: the connection broke during the call, and the CA may have it all the same: win32. Then it
  counts as sent, and the CA's own list of requests tells.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [ValidatePattern('\A[0-9A-Fa-f]{64}\z')]
    [string] $PublicKey,

    [Parameter(Mandatory = $true)]
    [ValidateLength(3, 400)]
    [ValidatePattern('\A[^\\"\x00-\x1F\x7F]+\\[^\\"\x00-\x1F\x7F]+\z')]
    [string] $Config,

    [Parameter(Mandatory = $true)]
    [bool] $AsComputer
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

#region What the CA says of a request (the same text stands in every script that asks it; a test compares them)
function Get-CodeText {
    param([int] $Code)
    if ($Code -eq 0) { '' } else { '0x{0:X8}' -f $Code }
}

function Get-LastCode {
    # The status that certreq names at the end: (0), (-2146875374 NAME) or 0x80094812. Words count nowhere: they are in the
    # languages of this server and of the CA. 0 where it names none and ends well; 5 is the number of "under submission".
    param([object] $Done)
    $text = $Done.Lines -join ' '
    $numbers = @([regex]::Matches($text, '\((0|-\d{1,10})(?=[\s)])'))
    if ($numbers.Count -gt 0) { return [BitConverter]::ToInt32([BitConverter]::GetBytes([long] $numbers[-1].Groups[1].Value), 0) }
    $codes = @([regex]::Matches($text, '\b0x([89A-Fa-f][0-9A-Fa-f]{7})\b'))
    if ($codes.Count -gt 0) { return [Convert]::ToInt32($codes[-1].Groups[1].Value, 16) }
    if ($Done.ExitCode -eq 5) { 0 } else { $Done.ExitCode }
}

function Get-RequestNumber {
    # From the first line that is a label, a colon and a number, with or without quotes. The label is in any language.
    param([object] $Done)
    foreach ($line in $Done.Lines) {
        $found = [regex]::Match($line, '\A[^:]+:\s*"?(\d{1,10})"?\s*\z')
        if ($found.Success) { return $found.Groups[1].Value }
    }
    ''
}

function Read-Issued {
    # The certificate in a file, in base64, if it is there and carries the key; '' if there is none.
    param([string] $Path, [string] $PublicKey)
    if (-not [IO.File]::Exists($Path)) { return '' }
    $raw = Read-Base64File $Path
    if ((Get-KeyHash $raw 5) -cne $PublicKey) {
        throw (New-Object System.InvalidOperationException('The CA gave a certificate with another key than the one of this request.'))
    }
    [Convert]::ToBase64String($raw)
}

function New-CaState {
    param([string] $State, [string] $Id, [string] $Code, [string] $Certificate, [object] $Done)
    [pscustomobject] @{ State = $State; Id = $Id; Code = $Code; Certificate = $Certificate; Done = $Done }
}

function Read-CaAnswer {
    # A certificate that is there decides, whatever is printed beside it: an issued one may come with a code in its text.
    param([object] $Done, [string] $Id, [bool] $Recorded, [string] $Path, [string] $PublicKey)
    $issued = Read-Issued $Path $PublicKey
    if ($issued -ne '') { return New-CaState 'issued' $Id '' $issued $Done }
    $code = Get-LastCode $Done
    # A code beside a number that the CA gave just now is its verdict, and so is 0x8009....; any other says that asking failed.
    $state = if ($code -eq 0) { 'pending' } elseif ($Recorded -or ($code -shr 16) -eq -32759) { 'denied' } else { 'error' }
    New-CaState $state $Id (Get-CodeText $code) '' $Done
}

function Get-CaState {
    # What has become of a request: '' before it is sent, then issued, pending, denied or error.
    param([string] $PublicKey, [hashtable] $Record)
    $nothing = [pscustomobject] @{ Lines = @(); ExitCode = 0 }
    $id = $Record['RequestId']
    if ($Record['Certificate'] -ne '') { return New-CaState 'issued' $id '' $Record['Certificate'] $nothing }
    if ($Record['Submitted'] -eq '') { return New-CaState '' '' '' '' $nothing }
    if ($id -eq '') {
        # It was sent, and then everything ended before the answer was noted. A certificate may have been written all the same.
        $issued = Read-Issued (Join-Path $Record['Folder'] 'request.cer') $PublicKey
        $state = if ($issued -ne '') { 'issued' } else { 'error' }
        return New-CaState $state '' '' $issued $nothing
    }
    $folder = New-WorkFolder
    try {
        $path = Join-Path $folder 'request.cer'
        $arguments = @('-retrieve', '-q', '-f')
        if ($Record['AsComputer'] -eq '1') { $arguments += '-adminforcemachine' }
        $arguments += @('-config', $Record['Config'], $id, $path)
        Read-CaAnswer (Invoke-CertReq $arguments) $id $false $path $PublicKey
    } finally {
        [IO.Directory]::Delete($folder, $true)
    }
}
#endregion

function Send-Request {
    # certreq's answer, noted as soon as it is there.
    param([string] $Hash, [hashtable] $Record, [string] $Folder)
    $request = Join-Path $Folder 'request.req'
    $certificate = Join-Path $Folder 'request.cer'
    $text = [Convert]::ToBase64String([Convert]::FromBase64String($Record['Request']), 'InsertLineBreaks')
    [IO.File]::WriteAllLines($request, [string[]] @('-----BEGIN NEW CERTIFICATE REQUEST-----', $text, '-----END NEW CERTIFICATE REQUEST-----'), [Text.Encoding]::ASCII)
    $arguments = @('-submit', '-q', '-f')
    if ($AsComputer) { $arguments += '-adminforcemachine' }
    $arguments += @('-config', $Config, $request, $certificate)
    $now = [DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ', [Globalization.CultureInfo]::InvariantCulture)
    Set-Record $Hash ([ordered] @{ Config = $Config; AsComputer = $(if ($AsComputer) { '1' } else { '0' }); RequestId = ''; Folder = $Folder; Submitted = $now })
    $done = Invoke-CertReq $arguments
    $id = Get-RequestNumber $done
    if ($id -ne '') { Set-Record $Hash ([ordered] @{ RequestId = $id }) }
    $answer = Read-CaAnswer $done $id ($id -ne '') $certificate $Hash
    if ($answer.State -eq 'issued') { Set-Record $Hash ([ordered] @{ Certificate = $answer.Certificate }) }
    $answer
}

$hash = $PublicKey.ToUpperInvariant()
$open = @(Get-OpenRequest | Where-Object { $_.PublicKey -ceq $hash -and $null -ne $_.Record })
if ($open.Count -eq 0) {
    # CRYPT_E_NOT_FOUND
    throw (New-Object System.Runtime.InteropServices.COMException("No open request that was made here has the public key $hash.", -2146885628))
}
$record = $open[0].Record
$answer = Get-CaState $hash $record
if ($answer.State -eq 'error') {
    throw (New-Object System.InvalidOperationException("This request was sent to $($record['Config']) at $($record['Submitted']), and what became of it cannot be told $($answer.Code). The CA's own list of requests tells. It is not sent a second time."))
}
if ($answer.State -ne 'issued' -and $answer.State -ne 'pending') {
    $folder = New-WorkFolder
    $answer = Send-Request $hash $record $folder
    [IO.Directory]::Delete($folder, $true)
    if ($answer.State -ne 'issued' -and $answer.Id -eq '') {
        $code = Get-LastCode $answer.Done
        if ($code -eq 0) {
            throw (New-CertReqError 'The CA gave no number for this request, so what became of it cannot be told' $answer.Done -2147467259)
        }
        # RPC_S_CALL_FAILED, RPC_S_CALL_FAILED_DNE: only then it may have arrived.
        if ($code -ne -2147023170 -and $code -ne -2147023169) { Set-Record $hash ([ordered] @{ Submitted = '' }) }
        throw (New-CertReqError 'The request was not taken' $answer.Done $code)
    }
}
[pscustomobject] @{ Former = @(); Output = ($answer.Done.Lines -join "`r`n"); ExitCode = $answer.Done.ExitCode }
