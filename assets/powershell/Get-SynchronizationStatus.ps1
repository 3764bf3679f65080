<#
.SYNOPSIS
Reads how the last synchronization of each software update point of this site stands.

.DESCRIPTION
Asks the SMS Provider for SMS_SUPSyncStatus. State is the id of the status message: 6701 started, 6702 done, 6703 failed,
6704 to 6706 on its way, 6707 out of sync with the upstream server; 0 where there never was one.

Nothing is changed. What cannot be read is an error.

.EXAMPLE
.\Get-SynchronizationStatus.ps1

.OUTPUTS
An array, empty where the site has no status, of objects: Name, State, Changed and LastSuccess (UTC, ISO 8601, empty for
never), ErrorCode (as 0x80131500, empty for none).

.NOTES
Run it in the 64-bit Windows PowerShell 5.1 on the site server, as a user with rights in Configuration Manager.

Not proven on a real server yet: it was run against stand-ins that behave as the sources below say.

Where each fact is from, and how sure it is:
- SMS_SUPSyncStatus with WSUSServerName, SiteCode, LastSyncState, LastSyncStateTime, LastSuccessfulSyncTime and
  LastSyncErrorCode (0 for none), states and codes being UInt32: memdocs, sms_supsyncstatus-server-wmi-class.md. Sure.
- The states are the ids of status messages; 6701, 6702, 6704, 6705, 6706: SupportArticles-docs,
  track-software-update-synchronization.md. The others: scripts in the field. Good.
- Times come as text, yyyymmddHHMMSS.mmmmmm+UUU, the last three being minutes east of UTC: win32,
  wmisdk/cim-datetime.md. Sure. Where '***' stands for them, the time is taken
  for this server's own: from memory.
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

function ConvertTo-UtcText {
    # A time of WMI as 2024-05-07T18:27:09Z; empty for none.
    param([AllowNull()] [object] $Value)
    if ($null -eq $Value -or ($Value -is [string] -and $Value -eq '')) { return '' }
    $culture = [Globalization.CultureInfo]::InvariantCulture
    $time = [DateTime]::MinValue
    if ($Value -is [DateTime]) {
        $time = $Value.ToUniversalTime()
    } else {
        $text = [string] $Value
        $style = [Globalization.DateTimeStyles]::None
        if ($text.Length -ne 25 -or -not [DateTime]::TryParseExact($text.Substring(0, 14), 'yyyyMMddHHmmss', $culture, $style, [ref] $time)) {
            throw (New-Object System.FormatException("The SMS Provider gives a time that cannot be read: '$text'."))
        }
        $offset = $text.Substring(21)
        if ($offset.EndsWith('***')) {
            $time = [DateTime]::SpecifyKind($time, [DateTimeKind]::Local).ToUniversalTime()
        } else {
            $time = $time.AddMinutes(-[int]::Parse($offset, [Globalization.NumberStyles]::AllowLeadingSign, $culture))
        }
    }
    $time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", $culture)
}

function ConvertTo-CodeText {
    param([AllowNull()] [object] $Value)
    if ($null -eq $Value -or [long] $Value -eq 0) { '' } else { '0x{0:X8}' -f ([long] $Value -band 4294967295) }
}

$site = Find-Site
$ask = $site.Ask
$statuses = @(Get-WmiObject @ask -Class 'SMS_SUPSyncStatus' | Where-Object { Test-SameName $_.SiteCode $site.Code })
$answer = @(foreach ($status in $statuses) {
    [pscustomobject] @{
        Name = [string] $status.WSUSServerName
        State = [int] $status.LastSyncState
        Changed = ConvertTo-UtcText $status.LastSyncStateTime
        LastSuccess = ConvertTo-UtcText $status.LastSuccessfulSyncTime
        ErrorCode = ConvertTo-CodeText $status.LastSyncErrorCode
    }
})
, $answer
