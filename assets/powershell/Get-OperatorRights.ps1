<#
.SYNOPSIS
Reads whether the signed-in user may run configuressl and may edit a software update point, before anything is begun.

.DESCRIPTION
WsusAdministrator: whether this session counts as a member of Administrators or of WSUS Administrators. $null where the
machine has no WSUS, or where it could not be looked up.

EditSoftwareUpdatePoint: whether a security role of the site that the user has, himself or by a group, may edit a software
update point. $null where this machine is not the SMS Provider, and where it could not be told: who may not read the site's
administrators sees none, which is not the same as having no role.

Nothing is changed. A look-up that fails is unknown, never no.

.EXAMPLE
.\Get-OperatorRights.ps1

.OUTPUTS
One object: User, WsusAdministrator, EditSoftwareUpdatePoint (each $true, $false or $null) and Roles, the names of the user's
security roles as the site has them.

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, elevated, on the WSUS server and on the machine of the SMS Provider. Groups that
the user was added to count after he signed in again.

Not proven on a real server yet: it was run against stand-ins that behave as the sources below say.

Where each fact is from, and how sure it is:
- configuressl wants Administrators or WSUS Administrators: memdocs, software-update-point-ssl.md. Sure.
- The group's SID is WsusAdministratorsSid of WSUS's set-up values: a DSC resource reads it; whether as bytes or as text was
  not seen, so both are read. Good. The group's name is another one in other languages.
- SMS_Admin with AdminSid, Roles and RoleNames, the first two only on the instance itself and not in a query; the identifiers of
  the built-in roles: memdocs, sms_admin-server-wmi-class.md. Sure.
- That Full administrator (SMS0001R), Infrastructure administrator (SMS000BR) and Operations administrator (SMS000ER) may edit
  it: from their descriptions (memdocs, fundamentals-of-role-based-administration.md); no page names the permission. Good. A
  role that somebody made himself may or may not: unknown.
- SMS_ProviderLocation in root\SMS names the provider's machine and its namespace: memdocs, SDK. Sure.
#>
[CmdletBinding()]
param()
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

#region Who is asking (the same text stands in Get-HostFacts.ps1 and Get-OperatorRights.ps1; a test compares them)
function Get-Sid {
    # The SIDs that an identity has under a name (its user, its groups, its claims).
    param([object] $Identity, [string] $Name)
    $found = $Identity.PSObject.Properties[$Name]
    if ($null -ne $found -and $null -ne $found.Value) { $found.Value | ForEach-Object { [string] $_.Value } }
}

function Read-Token {
    # The session's user, the SIDs that count for it, and whether Administrators is among them or there for denying only.
    $administrators = 'S-1-5-32-544'
    $identity = $null
    # Two ways, since constrained language forbids the first.
    try { $identity = [Security.Principal.WindowsIdentity]::GetCurrent() } catch { $identity = $null }
    if ($null -ne $identity) {
        $user = [string] $identity.Name
        $enabled = @(Get-Sid $identity 'User') + @(Get-Sid $identity 'Groups')
        $principal = New-Object -TypeName Security.Principal.WindowsPrincipal -ArgumentList $identity
        if ($principal.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) { $enabled += $administrators }
        $all = $enabled + @(Get-Sid $identity 'Claims')
    } else {
        $whoami = Join-Path $env:SystemRoot 'System32\whoami.exe'
        $own = @(& $whoami '/user' '/fo' 'csv' '/nh' | ConvertFrom-Csv -Header 'Name', 'Sid')
        $groups = @(& $whoami '/groups' '/fo' 'csv' '/nh' | ConvertFrom-Csv -Header 'Name', 'Type', 'Sid', 'Attributes')
        if ($own.Count -ne 1 -or $groups.Count -eq 0) { throw 'Neither .NET nor whoami.exe tells who is asking.' }
        $user = [string] $own[0].Name
        $all = @($own[0].Sid) + @($groups | ForEach-Object { $_.Sid })
        $elevated = @($all | Where-Object { $_ -eq 'S-1-16-12288' -or $_ -eq 'S-1-16-16384' }).Count -gt 0
        $enabled = @($all | Where-Object { $elevated -or $_ -ne $administrators })
    }
    New-Object -TypeName PSObject -Property @{
        User = $user
        Enabled = $enabled
        Elevated = ($enabled -contains $administrators)
        Administrator = ($all -contains $administrators)
    }
}
#endregion

$builtIn = 'SMS0001R', 'SMS0002R', 'SMS0003R', 'SMS0004R', 'SMS0006R', 'SMS0007R', 'SMS0008R', 'SMS0009R', 'SMS000AR', 'SMS000BR',
    'SMS000CR', 'SMS000ER', 'SMS000FR', 'SMS000GR', 'SMS000HR'
$mayEdit = 'SMS0001R', 'SMS000BR', 'SMS000ER'

function ConvertTo-SidText {
    # A SID as text, from text or from its bytes: revision, number of parts, authority, and the parts with the low byte first.
    param([object] $Value)
    if ($Value -is [string]) { return $Value }
    [byte[]] $bytes = $Value
    $parts = @(0..($bytes[1] - 1) | ForEach-Object { [BitConverter]::ToUInt32($bytes, 8 + 4 * $_) })
    'S-{0}-{1}-{2}' -f $bytes[0], $bytes[7], ($parts -join '-')
}

function Test-WsusAdministrator {
    param([object] $Token)
    try {
        $setup = Get-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Update Services\Server\Setup' -ErrorAction Stop
    } catch {
        return $null
    }
    if ($Token.Elevated) { return $true }
    if (-not $setup.PSObject.Properties['WsusAdministratorsSid']) { return $null }
    $Token.Enabled -contains (ConvertTo-SidText $setup.WsusAdministratorsSid)
}

function Get-Assignment {
    # Identifiers and names of the roles that the user has at the site; $null where that could not be looked up.
    param([object] $Token)
    try {
        $provider = @(Get-CimInstance -Namespace 'root\SMS' -ClassName 'SMS_ProviderLocation' -ErrorAction Stop | Where-Object {
            $_.ProviderForLocalSite -and ([string] $_.Machine).Split('.')[0] -eq $env:COMPUTERNAME
        })
        if ($provider.Count -eq 0) { return $null }
        $namespace = 'root\SMS\site_' + $provider[0].SiteCode
        $ids = @()
        $names = @()
        foreach ($listed in @(Get-CimInstance -Namespace $namespace -ClassName 'SMS_Admin' -ErrorAction Stop)) {
            $admin = Get-CimInstance -InputObject $listed -ErrorAction Stop
            if ($Token.Enabled -notcontains $admin.AdminSid) { continue }
            $ids += @($admin.Roles)
            $names += @($admin.RoleNames)
        }
    } catch {
        return $null
    }
    [pscustomobject] @{ Ids = @($ids | Select-Object -Unique); Names = @($names | Select-Object -Unique | ForEach-Object { [string] $_ }) }
}

function Test-UpdatePointEditor {
    # Yes by a role that may; no where all are built-in ones that may not; else unknown.
    param([AllowNull()] [object] $Assignment)
    if ($null -eq $Assignment -or $Assignment.Ids.Count -eq 0) { return $null }
    if (@($Assignment.Ids | Where-Object { $mayEdit -contains $_ }).Count -gt 0) { return $true }
    if (@($Assignment.Ids | Where-Object { $builtIn -notcontains $_ }).Count -gt 0) { return $null }
    $false
}

if (-not [Environment]::Is64BitProcess) {
    throw (New-Object System.NotSupportedException('This needs the 64-bit Windows PowerShell: a 32-bit one sees another registry.'))
}
$token = Read-Token
$assignment = Get-Assignment $token
[pscustomobject] @{
    User = $token.User
    WsusAdministrator = (Test-WsusAdministrator $token)
    EditSoftwareUpdatePoint = (Test-UpdatePointEditor $assignment)
    Roles = @(if ($null -ne $assignment) { $assignment.Names })
}
