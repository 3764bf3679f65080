<#
.SYNOPSIS
Lists the enterprise certification authorities of the forest, what each publishes, and whether it answers.

.DESCRIPTION
All objects below CN=Enrollment Services,CN=Public Key Services,CN=Services in the forest's configuration are returned. Each
CA is then asked for an answer with certutil -ping, and only certutil's exit code counts: what it prints is in the language
of the server. A CA that is switched off can take half a minute to say nothing.

Nothing is changed, and nothing is requested. A directory that cannot be read is an error, never an empty list.

.EXAMPLE
.\Get-CertificationAuthority.ps1 | Format-Table Config, Reachable, Templates

.OUTPUTS
An array: Config (HOST\CA name, what certreq -config takes), Name, Reachable, Templates (common names of the published
ones), Certificate (the CA's own, DER in base64).

.NOTES
Run it in the 64-bit Windows PowerShell 5.1 as a domain user, on the WSUS server: whether a CA answers depends on where it is
asked from.

Not proven on a real server yet: it was run against stand-ins for the directory and for certutil.

Where each fact is from, and how sure it is:
- Class, place and attributes (cn, dNSHostName, cACertificate, certificateTemplates): Certipy, commands/find.py; win32,
  ADSchema: c-pkienrollmentservice.md. Sure.
- The config text is dNSHostName\cn: windowsserverdocs, certreq_1.md. Sure.
- certutil -config TEXT -ping ends with 0 where the CA answers: CertificateDsc, its code and tests. Good.
- cACertificate may hold several after a renewal; the newest is taken. From memory.
#>
[CmdletBinding()]
param()
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

#region Active Directory (the same text stands in every script that asks it; a test compares them)
function Get-Value {
    # The values of an attribute, or none. Names of attributes do not differ by case.
    param([object] $Item, [string] $Name)
    if (-not $Item.Properties.Contains($Name)) { return }
    $values = $Item.Properties[$Name]
    if ($values -is [byte[]]) { , $values } else { $values }
}

function Get-Single {
    # The one value of an attribute, or $null.
    param([object] $Item, [string] $Name)
    foreach ($value in @(Get-Value $Item $Name)) { return , $value }
}

function Get-Text {
    param([object] $Item, [string] $Name)
    $value = Get-Single $Item $Name
    if ($null -eq $value) { '' } else { [string] $value }
}

function Get-Number {
    param([object] $Item, [string] $Name, [long] $Absent)
    $value = Get-Single $Item $Name
    if ($null -eq $value) { $Absent } else { [long] $value }
}

function Get-NamingContext {
    # What a domain controller says of its directory. Without one this is an error, and so no list is ever empty by mistake.
    param([string] $Path, [string] $Name)
    $root = New-Object System.DirectoryServices.DirectoryEntry -ArgumentList $Path
    $context = Get-Text $root $Name
    if ($context -eq '') {
        throw (New-Object System.InvalidOperationException("Active Directory names no $Name, so nothing can be read from it."))
    }
    $context
}

function Find-Entry {
    # What fits a filter, with the attributes asked for.
    param([string] $Base, [string] $Scope, [string] $Filter, [string[]] $Attribute)
    $searcher = New-Object System.DirectoryServices.DirectorySearcher
    $searcher.SearchRoot = New-Object System.DirectoryServices.DirectoryEntry -ArgumentList ('LDAP://' + $Base)
    $searcher.SearchScope = $Scope
    $searcher.Filter = $Filter
    $searcher.PageSize = 500
    # The access list alone: owner and auditing may be asked for by few, and asking for them would leave all of it out.
    $searcher.SecurityMasks = 'Dacl'
    foreach ($name in $Attribute) { [void] $searcher.PropertiesToLoad.Add($name) }
    foreach ($found in $searcher.FindAll()) { $found }
}
#endregion

function Test-Answer {
    param([string] $Config)
    $arguments = @('-config', $Config, '-ping')
    $path = Join-Path $env:SystemRoot 'System32\certutil.exe'
    [void] (& $path @arguments)
    $LASTEXITCODE -eq 0
}

function Get-NewestCertificate {
    param([object] $Item)
    $certificates = @(foreach ($raw in @(Get-Value $Item 'cACertificate')) {
        $argument = @(, [byte[]] $raw)
        # What is no certificate is a placeholder of a CA that is not set up: it must not take the other CAs away.
        try { New-Object System.Security.Cryptography.X509Certificates.X509Certificate2 -ArgumentList $argument } catch { continue }
    })
    if ($certificates.Count -eq 0) { return '' }
    $newest = @($certificates | Sort-Object -Property NotBefore)[-1]
    [Convert]::ToBase64String($newest.RawData)
}

if (-not [Environment]::Is64BitProcess) {
    throw (New-Object System.NotSupportedException('This needs the 64-bit Windows PowerShell: a 32-bit one sees another System32.'))
}
$context = Get-NamingContext 'LDAP://RootDSE' 'configurationNamingContext'
$base = 'CN=Enrollment Services,CN=Public Key Services,CN=Services,' + $context
$attributes = 'cn', 'dNSHostName', 'cACertificate', 'certificateTemplates'
$authorities = @(foreach ($authority in @(Find-Entry $base 'OneLevel' '(objectClass=pKIEnrollmentService)' $attributes)) {
    $name = Get-Text $authority 'cn'
    $config = (Get-Text $authority 'dNSHostName') + '\' + $name
    [pscustomobject] @{
        Config = $config
        Name = $name
        Reachable = (Test-Answer $config)
        Templates = @(Get-Value $authority 'certificateTemplates' | ForEach-Object { [string] $_ })
        Certificate = Get-NewestCertificate $authority
    }
})
, $authorities
