<#
Stands in for the computer's certificate stores, for a CA, and for certutil.exe and certreq.exe. Keys, requests and
certificates are real. The stores are the drive Cert:; a certificate's private key stays with it.

Misbehaviour, each with its source:
- certreq issues and prints a warning, or an HRESULT (samples certreq_submit_issued_with_*); a pending request ends with 0
  and writes no certificate, a denial with an exit code that nobody settled (facts, 3.7; samples certreq_submit_*)
- what it prints is German, labels as well (a field script has Anforderungs-ID); the CA's own words stay English
- without -q, -config or an output file a dialog would open (facts, 3.7): here that is an error of the test
- a link to a key that is gone: HasPrivateKey, and 0x80090016 when it is used (failures, F08)
- a write that reports success and does nothing
#>

. ([IO.Path]::Combine($PSScriptRoot, 'authority.ps1'))

class StandInBrokenCertificate : Security.Cryptography.X509Certificates.X509Certificate2 {
    # Has a link to a key; whoever uses it gets the error.
    [int] $Code
    StandInBrokenCertificate([byte[]] $File, [int] $Code) : base($File, '', 'Exportable') { $this.Code = $Code }
    [string] GetKeyAlgorithm() { throw [Security.Cryptography.CryptographicException]::new($this.Code) }
}

function global:Initialize-Certificates {
    param($State)
    $facts = Join-Fact @{
        store = @()                         # certificate (base64), key (PKCS#8, base64) or none, friendly_name, problem (HRESULT)
        requests = @()                      # certificates (base64) that somebody else has in the store of requests
        store_denied = $false
        authorities = @([pscustomobject] @{ name = 'Contoso Issuing CA'; host = 'CA1.contoso.com'; templates = @('WebServer'); reachable = $true })
        key = ''                            # what certreq -new makes (PKCS#8, base64), so that a case knows its hash
        language = 'en'
        answer = 'issued'                   # issued, pending, an HRESULT of a denial, or nothing (no text at all)
        later = ''                          # what the CA says when it is asked again; '' for the same
        remark = ''                         # what is printed behind "Issued"
        denied_to = ''                      # computer or user: 0x80094012
        unreachable = ''                    # HRESULT with which the CA is not reached: at submit and at retrieve
        pending_exit = 0
        denied_exit = -2146877422
        prints_id = $true
        other_key = $false                  # the CA gives a certificate for another key
        new_fails = 0                       # exit code of certreq -new
        template_unread = $false            # certreq cannot read the template and goes on
        lying = @()                         # new, accept, friendly, remove: success is reported, and nothing done
        key_gone = $false                   # accept installs the certificate without its key
    } $State
    $facts['Names'] = @{}
    $facts['Keys'] = @{}
    $facts['Wishes'] = @{}
    $facts['Database'] = New-Object System.Collections.Generic.List[object]
    $global:Server['Certificates'] = $facts
    foreach ($store in 'My', 'REQUEST', 'Root', 'CA') { Set-MemoryDriveItem -Path "Cert:\LocalMachine\$store" -Property @{} }
    foreach ($entry in $facts.store) { Add-StandInCertificate 'My' (ConvertTo-StandInCertificate $entry) $(if ($entry.PSObject.Properties['friendly_name']) { $entry.friendly_name } else { '' }) }
    foreach ($entry in $facts.requests) { Add-StandInCertificate 'REQUEST' ([Security.Cryptography.X509Certificates.X509Certificate2]::new([Convert]::FromBase64String($entry))) '' }
    $system = [IO.Path]::Combine($env:SystemRoot, 'System32')
    Add-Program ([IO.Path]::Combine($system, 'certutil.exe')) { Invoke-StandInCertUtil $args }
    Add-Program ([IO.Path]::Combine($system, 'certreq.exe')) {
        if (-not $MyInvocation.ExpectingInput) { throw 'It has the input of whoever calls it, and could wait for an answer from there.' }
        Invoke-StandInCertReq $args
    }
}

$global:StandInMade = @{}

function global:ConvertTo-StandInCertificate($Entry) {
    # Made once for the whole process: reading keys takes longer than a case.
    $name = ConvertTo-Json -InputObject $Entry -Compress
    if (-not $global:StandInMade.ContainsKey($name)) { $global:StandInMade[$name] = New-StandInCertificate $Entry }
    $global:StandInMade[$name]
}

function global:New-StandInCertificate($Entry) {
    $public = [Security.Cryptography.X509Certificates.X509Certificate2]::new([Convert]::FromBase64String($Entry.certificate))
    if (-not ($Entry.PSObject.Properties['key'] -and $Entry.key)) { return $public }
    $key = [Security.Cryptography.RSA]::Create()
    $read = 0
    if ($public.PublicKey.Oid.Value -eq '1.2.840.10045.2.1') {
        $key = [Security.Cryptography.ECDsa]::Create()
        $key.ImportPkcs8PrivateKey([Convert]::FromBase64String($Entry.key), [ref] $read)
        return [Security.Cryptography.X509Certificates.ECDsaCertificateExtensions]::CopyWithPrivateKey($public, $key)
    }
    $key.ImportPkcs8PrivateKey([Convert]::FromBase64String($Entry.key), [ref] $read)
    $whole = [Security.Cryptography.X509Certificates.RSACertificateExtensions]::CopyWithPrivateKey($public, $key)
    $problem = if ($Entry.PSObject.Properties['problem']) { [string] $Entry.problem } else { '' }
    if ($problem -eq '') { return $whole }
    $code = [Convert]::ToInt32($problem, 16)
    if (-not $whole.PSObject.Properties['StandInKey']) { return [StandInBrokenCertificate]::new($whole.Export('Pfx', ''), $code) }
    # A computed key (keystore.ps1) is in no file.
    $broken = [StandInBrokenCertificate]::new($whole.RawData, $code)
    Add-Member -InputObject $broken -Force -NotePropertyMembers @{ HasPrivateKey = $true }
    $broken
}

function global:Add-StandInCertificate([string] $Store, $Certificate, [string] $FriendlyName) {
    # Into a store. Its friendly name is a property of the store, which a certificate of this .NET does not have.
    $thumbprint = $Certificate.Thumbprint
    $global:Server.Certificates.Names[$thumbprint] = $FriendlyName
    Add-Member -InputObject $Certificate -Force -MemberType ScriptProperty -Name FriendlyName -Value { $global:Server.Certificates.Names[$this.Thumbprint] } -SecondValue {
        Add-Change "friendly name of $($this.Thumbprint)"
        if (-not (Test-Among $global:Server.Certificates.lying 'friendly')) { $global:Server.Certificates.Names[$this.Thumbprint] = [string] $args[0] }
    }
    Set-MemoryDriveItem -Path "Cert:\LocalMachine\$Store\$thumbprint" -Value $Certificate
}

function global:Get-StandInStore([string] $Store) { @(Microsoft.PowerShell.Management\Get-ChildItem -LiteralPath "Cert:\LocalMachine\$Store") }

function global:Get-StandInKeyHash($Certificate) {
    [BitConverter]::ToString([Security.Cryptography.SHA256]::HashData($Certificate.PublicKey.ExportSubjectPublicKeyInfo())).Replace('-', '')
}

function global:Get-ChildItem {
    [CmdletBinding(DefaultParameterSetName = 'Items')]
    param([Parameter(Position = 0, ParameterSetName = 'Items')] [string[]] $Path, [Parameter(ParameterSetName = 'LiteralItems', Mandatory = $true)] [Alias('PSPath')] [string[]] $LiteralPath,
        [switch] $Recurse, [switch] $Force, [switch] $File, [switch] $Directory)
    $place = if ($LiteralPath) { $LiteralPath[0] } elseif ($Path) { $Path[0] } else { '' }
    if ($place -like 'Cert:*' -and $global:Server.ContainsKey('Certificates') -and $global:Server.Certificates.store_denied) {
        $PSCmdlet.WriteError((New-Failure (New-Object System.Security.Cryptography.CryptographicException('Zugriff verweigert')) 0x80070005 'System.Security.Cryptography.CryptographicException,Microsoft.PowerShell.Commands.GetChildItemCommand'))
        return
    }
    Microsoft.PowerShell.Management\Get-ChildItem @PSBoundParameters
}

function global:Remove-Item {
    # With -DeleteKey, which the drive Cert: adds to it.
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    param([Parameter(Position = 0, ParameterSetName = 'Path', Mandatory = $true)] [string[]] $Path, [Parameter(ParameterSetName = 'LiteralPath', Mandatory = $true)] [Alias('PSPath')] [string[]] $LiteralPath,
        [switch] $Recurse, [switch] $Force, [switch] $DeleteKey)
    $place = if ($LiteralPath) { $LiteralPath[0] } elseif ($Path) { $Path[0] } else { '' }
    if ($place -like 'Cert:\*\*') {
        Add-Change "remove $(($place -split '\\')[-1]) key=$([bool] $DeleteKey)"
        if (Test-Among $global:Server.Certificates.lying 'remove') { return }
    } elseif (Test-Denied $place) {
        $PSCmdlet.WriteError((New-Denial))
        return
    } elseif (Test-Among $global:Server.Base.lying $place) {
        return
    }
    [void] $PSBoundParameters.Remove('DeleteKey')
    Microsoft.PowerShell.Management\Remove-Item @PSBoundParameters
}
