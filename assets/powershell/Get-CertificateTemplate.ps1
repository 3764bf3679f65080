<#
.SYNOPSIS
Lists every certificate template of the forest, with what decides who may use it and for what.

.DESCRIPTION
All objects below CN=Certificate Templates,CN=Public Key Services,CN=Services in the forest's configuration are returned, as
the directory holds them: names, flags, key size, purposes, validity, and the security descriptor with its access list.
Which of them serve, and who may Enroll, is judged elsewhere from that.

An attribute that a template does not have is 0 or empty, as Windows takes it; its schema version is then 1.

Nothing is changed. A directory that cannot be read is an error, never an empty list.

.EXAMPLE
.\Get-CertificateTemplate.ps1 | Format-Table Name, DisplayName, SchemaVersion, MinimalKeySize, Usages

.OUTPUTS
An array: Name, DisplayName, Oid, SchemaVersion, NameFlags, EnrollmentFlags, Flags, RaSignatures, MinimalKeySize, Usages,
ValidityDays, SecurityDescriptor (self-relative, in base64).

.NOTES
Run it in Windows PowerShell 5.1 as a domain user, on a computer of the domain. No permission beyond reading is needed.

Not proven on a real server yet: it was run against a stand-in for the directory that behaves as the sources below say.

Where each fact is from, and how sure it is:
- Class, place and attributes: Certipy, commands/find.py; win32, ADSchema: c-pkicertificatetemplate.md, a-mspki-*.md. Sure.
- Name (cn) is what a CA lists and a request names, not the display name: certutil -CATemplates. Good.
- msPKI-RA-Signature may be absent, and others with it in templates of version 1: Locksmith handles it; win32. Good.
- pKIExpirationPeriod is eight bytes, a negative count of 100 nanoseconds, lowest byte first: as other tools read it. Good.
- nTSecurityDescriptor needs SD_FLAGS for its access list alone (SecurityMasks), or who is no administrator gets none: from
  memory, and Certipy asks likewise. Without it the descriptor is empty here, which is judged as "cannot tell".
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

$attributes = 'cn', 'displayName', 'flags', 'pKIExtendedKeyUsage', 'pKIExpirationPeriod', 'msPKI-Certificate-Name-Flag',
    'msPKI-Enrollment-Flag', 'msPKI-RA-Signature', 'msPKI-Minimal-Key-Size', 'msPKI-Template-Schema-Version',
    'msPKI-Cert-Template-OID', 'nTSecurityDescriptor'

function Get-Bytes {
    # In base64; empty where there are none.
    param([object] $Item, [string] $Name)
    $value = Get-Single $Item $Name
    if ($null -eq $value) { '' } else { [Convert]::ToBase64String([byte[]] $value) }
}

function Get-ValidityDays {
    param([object] $Item)
    $value = Get-Single $Item 'pKIExpirationPeriod'
    if ($null -eq $value) { return 0 }
    [int] [Math]::Floor(-[BitConverter]::ToInt64([byte[]] $value, 0) / [TimeSpan]::TicksPerDay)
}

function Get-Flags {
    # A flag with the highest bit set comes as a negative number; it is the same bits.
    param([object] $Item, [string] $Name)
    (Get-Number $Item $Name 0) -band 4294967295
}

$context = Get-NamingContext 'LDAP://RootDSE' 'configurationNamingContext'
$base = 'CN=Certificate Templates,CN=Public Key Services,CN=Services,' + $context
$templates = @(foreach ($template in @(Find-Entry $base 'OneLevel' '(objectClass=pKICertificateTemplate)' $attributes)) {
    [pscustomobject] @{
        Name = Get-Text $template 'cn'
        DisplayName = Get-Text $template 'displayName'
        Oid = Get-Text $template 'msPKI-Cert-Template-OID'
        SchemaVersion = [int] (Get-Number $template 'msPKI-Template-Schema-Version' 1)
        NameFlags = Get-Flags $template 'msPKI-Certificate-Name-Flag'
        EnrollmentFlags = Get-Flags $template 'msPKI-Enrollment-Flag'
        Flags = Get-Flags $template 'flags'
        RaSignatures = [int] (Get-Number $template 'msPKI-RA-Signature' 0)
        MinimalKeySize = [int] (Get-Number $template 'msPKI-Minimal-Key-Size' 0)
        Usages = @(Get-Value $template 'pKIExtendedKeyUsage' | ForEach-Object { [string] $_ })
        ValidityDays = Get-ValidityDays $template
        SecurityDescriptor = Get-Bytes $template 'nTSecurityDescriptor'
    }
})
, $templates
