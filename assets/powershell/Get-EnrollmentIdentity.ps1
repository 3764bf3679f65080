<#
.SYNOPSIS
Tells the two accounts that may ask for a certificate here, each with all its groups.

.DESCRIPTION
The signed-in user, by the token that this PowerShell runs with; and this computer's account, by what the directory says of
its groups, nested ones among them (tokenGroups). To the computer's groups come Everyone and Authenticated Users, which every
account of the domain is in. Groups that count only for denying are kept apart.

Which of the two is asked for depends on how the certificate is requested; whether it may Enroll is judged elsewhere.

Nothing is changed. An account that cannot be read is an error.

.EXAMPLE
.\Get-EnrollmentIdentity.ps1

.EXAMPLE
(.\Get-EnrollmentIdentity.ps1).Computer.Sids

.OUTPUTS
One object: User and Computer, each with Name, Sids and DenyOnlySids.

.NOTES
Run it in Windows PowerShell 5.1 on the WSUS server, as the user who would request the certificate.
A computer that was put into a group has that group in its own token only after a restart: the directory knows it at once.

Not proven on a real server yet: it was run against stand-ins for the token and for the directory.

Where each fact is from, and how sure it is:
- The CA compares the whole token: the account, its groups with nested ones, Authenticated Users, Everyone; groups for
  denying count only for denying: win32, how-dacls-control-access-to-an-object.md. The rule: sure.
- Groups of WindowsIdentity leaves out those for denying only, Claims names them, too: reference source of .NET. Good.
- tokenGroups is constructed and comes only when asked for by itself (RefreshCache): win32, ADSchema, a-tokengroups.md. Good.
- msDS-PrincipalName gives DOMAIN\NAME: win32, ADSchema, a-msds-principalname.md. Where it is missing, the name stands alone.
- The directory that a user is led to is that of his own domain. A computer that is not in it is looked for in the
  domain that Win32_ComputerSystem names. From memory.
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

function ConvertTo-SidText {
    # Revision, count, authority (big-endian), then the parts: MS-DTYP, 2.4.2.2.
    param([byte[]] $Bytes)
    if ($Bytes.Length -lt 8 -or $Bytes[0] -ne 1 -or $Bytes.Length -ne 8 + 4 * $Bytes[1]) {
        throw (New-Object System.InvalidOperationException('Active Directory gave something that is no security identifier.'))
    }
    [long] $authority = 0
    foreach ($byte in $Bytes[2..7]) { $authority = $authority * 256 + $byte }
    $parts = @('S-1', $authority)
    for ($i = 0; $i -lt $Bytes[1]; $i++) { $parts += [BitConverter]::ToUInt32($Bytes, 8 + 4 * $i) }
    $parts -join '-'
}

function Get-SignedInUser {
    $identity = [System.Security.Principal.WindowsIdentity]::GetCurrent()
    $enabled = @($identity.User.Value) + @($identity.Groups | ForEach-Object { $_.Value })
    # What the claims name and Groups leaves out is there for denying only.
    $denying = @($identity.Claims | ForEach-Object { [string] $_.Value } | Where-Object { $_.StartsWith('S-1-') -and $enabled -notcontains $_ })
    [pscustomobject] @{
        Name = [string] $identity.Name
        Sids = @($enabled | Select-Object -Unique)
        DenyOnlySids = @($denying | Select-Object -Unique)
    }
}

function Find-Computer {
    # This computer's object: first where the user is led to, then in the computer's own domain.
    $filter = '(&(objectCategory=computer)(sAMAccountName={0}$))' -f $env:COMPUTERNAME
    $context = Get-NamingContext 'LDAP://RootDSE' 'defaultNamingContext'
    $found = @(Find-Entry $context 'Subtree' $filter @('objectSid'))
    if ($found.Count -eq 0) {
        $domain = [string] (Get-CimInstance -ClassName 'Win32_ComputerSystem' -ErrorAction Stop).Domain
        $context = Get-NamingContext ('LDAP://' + $domain + '/RootDSE') 'defaultNamingContext'
        $found = @(Find-Entry ($domain + '/' + $context) 'Subtree' $filter @('objectSid'))
    }
    if ($found.Count -ne 1) {
        throw (New-Object System.InvalidOperationException("Active Directory has $($found.Count) accounts for the computer $($env:COMPUTERNAME) in $context, so its groups cannot be told."))
    }
    $found[0]
}

function Get-ThisComputer {
    $entry = (Find-Computer).GetDirectoryEntry()
    $entry.RefreshCache([string[]] @('objectSid', 'sAMAccountName', 'msDS-PrincipalName', 'tokenGroups'))
    $sids = @(ConvertTo-SidText (Get-Single $entry 'objectSid'))
    foreach ($group in @(Get-Value $entry 'tokenGroups')) { $sids += ConvertTo-SidText $group }
    $name = Get-Text $entry 'msDS-PrincipalName'
    [pscustomobject] @{
        Name = $(if ($name -ne '') { $name } else { Get-Text $entry 'sAMAccountName' })
        Sids = @($sids + @('S-1-5-11', 'S-1-1-0') | Select-Object -Unique)
        DenyOnlySids = @()
    }
}

[pscustomobject] @{
    User = Get-SignedInUser
    Computer = Get-ThisComputer
}
