<#
What the site and the client do by themselves, at once: WCM configures WSUS, a synchronization runs, a client scans. Each
really connects, and writes its log as recorded ones are.
#>

function global:Add-StandInLine([string] $Log, [string[]] $Text) {
    # In local time, with Windows' bias: UTC = local + bias.
    $components = @{ 'WCM.log' = 'SMS_WSUS_CONFIGURATION_MANAGER'; 'wsyncmgr.log' = 'SMS_WSUS_SYNC_MANAGER' }
    $now = [DateTimeOffset]::Now
    $bias = '{0:+0;-0;+0}' -f -$now.Offset.TotalMinutes
    $culture = [Globalization.CultureInfo]::InvariantCulture
    $date, $time = $now.ToString('MM-dd-yyyy', $culture), $now.ToString('HH:mm:ss.fff', $culture)
    $lines = foreach ($one in $Text) {
        if ($components.ContainsKey($Log)) { "$one~  `$`$<$($components[$Log])><$date $time$bias><thread=4844 (0x12EC)>`r`n" }
        else { "<![LOG[$one]LOG]!><time=`"$time$bias`" date=`"$date`" component=`"$($Log -replace '\.log\z')`" context=`"`" type=`"1`" thread=`"6112`" file=`"scanjob.cpp:1090`">`r`n" }
    }
    [IO.File]::AppendAllText((Get-StandInLog $Log), ($lines -join ''))
}

function global:Get-StandInStatus([int] $Id) {
    "STATMSG: ID=$Id SEV=I LEV=M SOURCE=`"SMS Server`" COMP=`"SMS_WSUS_SYNC_MANAGER`" SYS=$($global:Server.Site.server) SITE=$($global:Server.Site.code) PID=2980 TID=4116"
}

function global:Get-StandInAddressOfWsus {
    # By the flag of the software update point.
    $point = $global:Server.Site.points[0]
    $ssl = [bool] $point.ssl
    $port = if ($ssl) { $point.https } else { $point.http }
    @{ Name = $point.name; Ssl = $ssl; Port = $port; Url = "$(if ($ssl) { 'https' } else { 'http' })://$($point.name):$port" }
}

function global:Invoke-StandInWcm {
    # Without the flag it first sets a WSUS that is on https back to http (memdocs, plan-for-software-updates.md).
    $setup = 'HKLM:\SOFTWARE\Microsoft\Update Services\Server\Setup'
    $wsus = Get-StandInAddressOfWsus
    if (-not $wsus.Ssl -and (Get-Registry $setup 'UsingSSL')) {
        Set-Registry $setup 'UsingSSL' 0
        Set-Registry $setup 'PortNumber' ([int] $wsus.Port)
    }
    $answer = Get-StandInApiAnswer $wsus.Name $wsus.Port $wsus.Ssl
    Add-StandInLine 'WCM.log' @('SCF change notification triggered.', 'Populating config from SCF', 'Setting new configuration state to 1 (WSUS_CONFIG_PENDING)',
        'Found supported assembly Microsoft.UpdateServices.Administration version 4.0.0.0, file version 10.0.20348.143', 'Supported WSUS version found', 'Attempting connection to local WSUS server')
    if ($answer -eq 'works') {
        Add-StandInLine 'WCM.log' @('Successfully connected to local WSUS server', 'Verify Upstream Server settings on the Active WSUS Server', 'Setting new configuration state to 2 (WSUS_CONFIG_SUCCESS)', 'Waiting for changes for 60 minutes')
        $global:Server.Components.published = $wsus.Url
    } else {
        Add-StandInLine 'WCM.log' @("System.Net.WebException: $answer~~   at Microsoft.UpdateServices.Administration.AdminProxy.CreateUpdateServer(Object[] args)",
            'Remote configuration failed on WSUS Server.', 'Setting new configuration state to 3 (WSUS_CONFIG_FAILED)', 'Waiting for changes for 60 minutes')
    }
    $global:StandIn.Unsaved = $true
}

function global:Invoke-StandInSynchronization {
    $wsus = Get-StandInAddressOfWsus
    $name = $wsus.Name
    $answer = Get-StandInApiAnswer $name $wsus.Port $wsus.Ssl
    Add-StandInLine 'wsyncmgr.log' @('Wakeup by inbox drop', 'Found local sync request file', 'Starting Sync', 'Performing sync on local request', 'Found 1 SUPs', "Found active SUP $name from SCF File.", (Get-StandInStatus 6701), 'Attempting connection to local WSUS server')
    if ($answer -eq 'works') {
        Add-StandInLine 'wsyncmgr.log' @('Successfully connected to local WSUS server', "Synchronizing WSUS server $name ...", 'sync: Starting WSUS synchronization', $wsus.Url, (Get-StandInStatus 6704),
            "Done synchronizing WSUS Server $name", (Get-StandInStatus 6705), "Synchronizing SMS database with WSUS server $name ...", "Done synchronizing SMS with WSUS Server $name", (Get-StandInStatus 6702),
            "Sync succeeded. Setting sync alert to canceled state on site $($global:Server.Site.code)")
    } else {
        Add-StandInLine 'wsyncmgr.log' @("Sync failed: $answer. Source: Microsoft.UpdateServices.Administration.AdminProxy.CreateUpdateServer", (Get-StandInStatus 6703), 'Sync failed. Will retry in 60 minutes')
    }
    $now = [DateTime]::UtcNow.ToString('yyyyMMddHHmmss', [Globalization.CultureInfo]::InvariantCulture) + '.000000+000'
    $state = if ($answer -eq 'works') { 6702 } else { 6703 }
    $global:Server.Site.statuses = @([pscustomobject] @{ WSUSServerName = $name; SiteCode = $global:Server.Site.code; LastSyncState = $state; LastSyncStateTime = $now; LastSuccessfulSyncTime = $now; LastSyncErrorCode = $(if ($state -eq 6702) { 0 } else { 2147500037 }) })
    $global:StandIn.Unsaved = $true
}

function global:Invoke-StandInScan {
    # Over the address that the management point tells: the policy is written anew only where it is another.
    $at = $global:Server.Components.published
    $policy = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate'
    $scheme, $name, $port = [regex]::Match($at, '\A(https?)://(.+):(\d+)\z').Groups[1..3].Value
    $known = (Get-Registry $policy 'WUServer') -eq $at
    $job = '{{{0:X8}-0000-0000-0000-000000000113}}' -f (++$global:Server.Components.scans)
    Set-Registry $policy 'WUServer' $at
    Add-StandInLine 'ScanAgent.log' @('*****ScanByUpdateSource request received with ForceReScan=2, ScanOptions=0x0000000a', "ScanJob($job): CScanJob::OnLocationUpdate- Received Location=<$at>, Version=<38>")
    Add-StandInLine 'LocationServices.log' @('Calling back with the following WSUS locations', "WSUS Path='$at', Server='$name', Version='38'")
    $told = if ($known) { "Existing WUA Managed server was already set ($at), skipping Group Policy registration." } else { "Enabling WUA Managed server policy to use server: $at" }
    Add-StandInLine 'WUAHandler.log' @('Its a WSUS Update Source type ({C2D17964-BBDD-4339-B9F3-12D7205B39CC}), adding it.', $told, 'Async searching of updates using WUAgent started.')
    $answer = Invoke-StandInCall $name $port ($scheme -eq 'https') '/ClientWebService/client.asmx'
    $codes = @{ name = '0x80072ee7'; refused = '0x80072efd'; channel = '0x80072efe'; trust = '0x80072f8f'; '403' = '0x80244018'; '503' = '0x80244022' }
    $success = if ($answer -eq '200') { $at } else { $global:Server.Client.locations[0].LastSuccessScanPath }
    if ($answer -eq '200') {
        Add-StandInLine 'WUAHandler.log' @('Async searching completed.', 'Successfully completed scan.')
        Add-StandInLine 'ScanAgent.log' @("ScanJob($job): CScanJob::OnScanComplete -Scan completed successfully, ScanType=1.")
    } else {
        Add-StandInLine 'WUAHandler.log' @("OnSearchComplete - Failed to end search job. Error = $($codes[$answer]).", "Scan failed with error = $($codes[$answer]).")
        Add-StandInLine 'ScanAgent.log' @("ScanJob($job): CScanJob::OnScanComplete - Scan Failed with Error=$($codes[$answer])")
    }
    $global:Server.Client.locations = @([pscustomobject] @{ ScanMethod = 'WUA'; CurrentScanPath = $at; LastSuccessScanPath = $success })
    $global:StandIn.Unsaved = $true
}
