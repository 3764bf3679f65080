<#
.SYNOPSIS
Reads what a machine says of itself, and who is asking: names, domain, Windows, PowerShell, elevated or not.

.DESCRIPTION
Names and domain come from the computer system, the system's caption and build from the operating system, the rest from
the session that asks.

LocalAdministrator says that the user is in the group Administrators; Elevated, that this counts in this session. A
session that was not started as administrator has the first without the second.

Nothing is changed. It also runs in a constrained language mode, so that LanguageMode can say so.

.EXAMPLE
.\Get-HostFacts.ps1

.OUTPUTS
One object: ComputerName, DnsHostName, Domain, PartOfDomain, System, Build, PowershellVersion, LanguageMode, Is64Bit,
Elevated, LocalAdministrator, User and Culture.

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, on any of the machines.

Not proven on a real server yet: it was run against stand-ins that behave as the sources below say.

Where each fact is from, and how sure it is:
- The environment's COMPUTERNAME is the NetBIOS name, 15 characters at most; the host name that does not end there is
  DNSHostName of Win32_ComputerSystem, beside Domain and PartOfDomain (learn.microsoft.com, Win32_ComputerSystem). Sure.
- Domain holds the workgroup's name where PartOfDomain is false (same page). Sure.
- Caption and BuildNumber: learn.microsoft.com, Win32_OperatingSystem. The caption is in the system's language. Sure.
- Administrators is S-1-5-32-544 in every language (learn.microsoft.com, well-known SIDs). WindowsIdentity.Groups leaves out
  a group that the token has for denying only, as it has Administrators without elevation; Claims names it (.NET
  Framework reference source, WindowsIdentity). Good.
- In a constrained language mode the method behind that is forbidden (learn.microsoft.com, about_Language_Modes), so whoami
  is asked: its list of groups has the SIDs in every language, and S-1-16-12288 or S-1-16-16384 (High or System mandatory
  level) where it is elevated. Good; not seen in such a mode on Windows.
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

$computer = Get-CimInstance -ClassName 'Win32_ComputerSystem' -ErrorAction Stop
$system = Get-CimInstance -ClassName 'Win32_OperatingSystem' -ErrorAction Stop
$token = Read-Token
New-Object -TypeName PSObject -Property @{
    ComputerName = [string] $env:COMPUTERNAME
    DnsHostName = [string] $computer.DNSHostName
    Domain = [string] $computer.Domain
    PartOfDomain = [bool] $computer.PartOfDomain
    System = [string] $system.Caption
    Build = [string] $system.BuildNumber
    PowershellVersion = [string] $PSVersionTable.PSVersion
    LanguageMode = [string] $ExecutionContext.SessionState.LanguageMode
    Is64Bit = [Environment]::Is64BitProcess
    Elevated = $token.Elevated
    LocalAdministrator = $token.Administrator
    User = $token.User
    Culture = [string] (Get-UICulture).Name
}
