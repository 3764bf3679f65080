<#
.SYNOPSIS
Starts a synchronization of software updates at this site, which has to be the top-level one.

.DESCRIPTION
Calls SyncNow of SMS_SoftwareUpdate at the SMS Provider, for a delta synchronization. The site itself makes it a full one
where the address of WSUS has changed. It runs later; wsyncmgr.log and SMS_SUPSyncStatus tell how it goes.

Called once and never again by itself: each call may start another synchronization.

.EXAMPLE
.\Start-Synchronization.ps1

.OUTPUTS
One object: Former (empty, there is nothing to put back), Output and ExitCode.

.NOTES
Run it in the 64-bit Windows PowerShell 5.1 on the top-level site server, as a user who may synchronize software updates.

Not proven on a real server yet: it was run against stand-ins that behave as the sources below say.

Where each fact is from, and how sure it is:
- SyncNow(fullSync) is a method of the class SMS_SoftwareUpdate, and 0 is its success: memdocs,
  syncnow-method-in-class-sms_softwareupdate.md. Sure.
- Synchronization starts at the top-level site, child sites follow it; and a change of the address makes it a full one:
  memdocs, software-update-point-ssl.md; SupportArticles-docs, track-software-update-synchronization.md. Sure.
- How the site and its provider are found: see Get-SoftwareUpdatePoint.ps1.
#>
[CmdletBinding()]
param()
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

#region The SMS Provider (the same text stands in every script that asks it; a test compares them)
function Test-SameName {
    param([string] $First, [string] $Second)
    [string]::Equals($First, $Second, [StringComparison]::OrdinalIgnoreCase)
}

function Test-ThisComputer {
    # A machine's name, with or without its domain, is the one of the computer that this runs on.
    param([string] $Name)
    $label = $Name.Split('.')[0]
    @(@($env:COMPUTERNAME, [Environment]::MachineName) | Where-Object { $_ -and (Test-SameName $label $_.Split('.')[0]) }).Count -gt 0
}

function Find-Site {
    # This server's own site, where its SMS Provider runs, and how to ask that.
    if (-not [Environment]::Is64BitProcess) {
        throw (New-Object System.NotSupportedException('This needs the 64-bit Windows PowerShell: a 32-bit one sees another registry and another System32.'))
    }
    $locations = @(Get-WmiObject -Namespace 'root\SMS' -Class 'SMS_ProviderLocation' -ErrorAction Stop | Where-Object { $_.ProviderForLocalSite })
    if ($locations.Count -eq 0) {
        throw (New-Object System.InvalidOperationException('root\SMS names no SMS Provider for a site of this server.'))
    }
    $code = [string] $locations[0].SiteCode
    if (@($locations | Where-Object { -not (Test-SameName $_.SiteCode $code) }).Count -gt 0) {
        throw (New-Object System.InvalidOperationException('root\SMS names SMS Providers of more than one site as those of this server.'))
    }
    $here = @($locations | Where-Object { Test-ThisComputer $_.Machine })
    $provider = if ($here.Count -gt 0) { $here[0] } else { $locations[0] }
    $ask = @{ Namespace = 'root\SMS\site_' + $code; ErrorAction = 'Stop' }
    if ($here.Count -eq 0) { $ask['ComputerName'] = [string] $provider.Machine }
    # To somebody without rights the provider shows nothing, as if nothing were there. So the site itself has to be seen.
    $sites = @(Get-WmiObject @ask -Class 'SMS_Site' | Where-Object { Test-SameName $_.SiteCode $code })
    if ($sites.Count -ne 1) {
        throw (New-Object System.UnauthorizedAccessException("The SMS Provider on $($provider.Machine) does not show the site $code. It shows nothing to a user without rights in Configuration Manager."))
    }
    [pscustomobject] @{
        Code = $code
        Server = [string] $sites[0].ServerName
        Parent = [string] $sites[0].ReportingSiteCode
        Provider = [string] $provider.Machine
        Ask = $ask
    }
}
#endregion

$site = Find-Site
if ($site.Parent -ne '') {
    throw (New-Object System.InvalidOperationException("A synchronization is started at the top-level site; $($site.Code) reports to $($site.Parent)."))
}
$ask = $site.Ask
$answer = Invoke-WmiMethod @ask -Class 'SMS_SoftwareUpdate' -Name 'SyncNow' -ArgumentList $false
if ($null -eq $answer -or $null -eq $answer.ReturnValue -or [long] $answer.ReturnValue -ne 0) {
    $code = if ($null -eq $answer -or $null -eq $answer.ReturnValue) { 'nothing' } else { $answer.ReturnValue }
    throw (New-Object System.InvalidOperationException("SyncNow of SMS_SoftwareUpdate returned $code, and 0 is its success."))
}
[pscustomobject] @{ Former = @(); Output = ''; ExitCode = 0 }
