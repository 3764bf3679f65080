<#
.SYNOPSIS
Lists the computer's open certificate requests, and what the CA says of each that was sent.

.DESCRIPTION
Everything in the computer's store of requests is returned. A request is known by its key: PublicKey is the SHA-256 of it,
and whatever carries that key came of this request. What New- and Submit-CertificateRequest noted of their requests in the
registry (HKLM\SOFTWARE\wsus-tls-wizard\Requests) is added. Of a request that somebody else made, subject and names are
those of the request itself, and nothing is known of its being sent.

The CA is asked with certreq -retrieve for each request that was sent and is not known to be issued:

- issued: the CA gave a certificate, and it carries the key. What is printed beside it does not count.
- pending: a person has to approve it. - denied: Code says why.
- error: the CA could not be asked (Code says why), or the request was sent and its answer never noted (no RequestId).
  The CA's own list of requests tells then.

Nothing is changed.

.EXAMPLE
.\Get-CertificateRequest.ps1 | Format-Table Template, Subject, Config, RequestId, Disposition, Code

.OUTPUTS
An array: PublicKey, Template, Subject, Names, Created (UTC), Config, RequestId, Disposition, Code.

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, elevated, on the WSUS server.

Not proven on a real server yet: it was run with real requests and certificates against stand-ins for the stores, the
registry and certreq.

Where each fact is from, and how sure it is:
- Cert:\LocalMachine\REQUEST holds what was requested and not accepted yet: pages of Get-Certificate. It holds certificates
  signed with their own key, with the key of the request: from memory. Its key is what counts here.
- certreq -retrieve -q -f -config CA ID FILE: windowsserverdocs, certreq_1.md; -adminforcemachine goes with it, as scripts in
  the field have it. Good.
- Its texts are in the language of the server, and partly of the CA; an issued one may carry an HRESULT; a pending one ends
  with 0 (with 5 in one field script) and prints (0): recorded outputs. Exit code of a denial: not settled, not used.
- SubjectAltName and template name are read from the extensions' bytes: RFC 5280; CertificateDsc. Sure.
#>
[CmdletBinding()]
param()
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

function Get-Extension {
    # The bytes of an extension; $null where it is not there.
    param([object] $Certificate, [string] $Oid)
    foreach ($extension in $Certificate.Extensions) { if ($extension.Oid.Value -eq $Oid) { return , $extension.RawData } }
}

function Get-DnsName {
    # The DNS names of the subject alternative name: its elements with tag 2.
    param([object] $Certificate)
    $raw = Get-Extension $Certificate '2.5.29.17'
    if ($null -eq $raw) { return }
    $all = Read-Element $raw 0
    for ($at = $all.Start; $at -lt $all.End; $at = $element.End) {
        $element = Read-Element $raw $at
        if ($element.Tag -eq 130) { [Text.Encoding]::ASCII.GetString($raw, $element.Start, $element.End - $element.Start) }
    }
}

function Get-TemplateName {
    # Of a version 1 template, which stands in the request by name. Later ones stand there by OID, which is no name.
    param([object] $Certificate)
    $raw = Get-Extension $Certificate '1.3.6.1.4.1.311.20.2'
    if ($null -eq $raw) { return '' }
    $element = Read-Element $raw 0
    $encoding = if ($element.Tag -eq 30) { [Text.Encoding]::BigEndianUnicode } else { [Text.Encoding]::UTF8 }
    $encoding.GetString($raw, $element.Start, $element.End - $element.Start)
}

function ConvertTo-Foreign {
    # A request that was not made here: what it says itself.
    param([object] $Open)
    [pscustomobject] @{
        PublicKey = $Open.PublicKey
        Template = Get-TemplateName $Open.Certificate
        Subject = [string] $Open.Certificate.Subject
        Names = @(Get-DnsName $Open.Certificate)
        Created = $Open.Certificate.NotBefore.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ', [Globalization.CultureInfo]::InvariantCulture)
        Config = ''
        RequestId = ''
        Disposition = ''
        Code = ''
    }
}

$requests = @(foreach ($open in @(Get-OpenRequest)) {
    $record = $open.Record
    if ($null -eq $record) { ConvertTo-Foreign $open; continue }
    $answer = Get-CaState $open.PublicKey $record
    [pscustomobject] @{
        PublicKey = $open.PublicKey
        Template = $record['Template']
        Subject = $record['Subject']
        Names = @($record['Names'].Split(' ') | Where-Object { $_ -ne '' })
        Created = $record['Created']
        Config = $(if ($answer.State -eq '') { '' } else { $record['Config'] })
        RequestId = $answer.Id
        Disposition = $answer.State
        Code = $answer.Code
    }
})
, $requests
