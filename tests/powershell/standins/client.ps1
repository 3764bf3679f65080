<#
Stands in for a Configuration Manager client: its WMI namespaces, and the policy of Windows Update.

It misbehaves as real ones do, or may: the error of WMI is in ErrorCode while HResult is the same for all of them; a
management point has root\ccm without SMS_Client; there may be several lists of locations; a list may not be there yet.
#>

function global:Initialize-Client {
    param($State)
    $facts = Join-Fact @{
        installed = $true
        management_point = $false   # root\ccm is there without the client
        denied = $false
        policy_server = ''          # empty: the key has no such value
        policy_key = $true
        locations = $null           # null: one list; else their properties
        list = $true                # false: the class of the lists is not there
        scan_returns = $null
    } $State
    if ($null -eq $facts.locations) {
        $facts.locations = @([pscustomobject] @{ ScanMethod = 'WUA'; CurrentScanPath = 'http://WSUS1.contoso.com:8530'; LastSuccessScanPath = 'http://WSUS1.contoso.com:8530' })
    }
    $global:Server['Client'] = $facts
    if ($facts.policy_key) {
        $policy = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate'
        Set-Registry $policy 'ElevateNonAdmins' 0
        if ($facts.policy_server) { Set-Registry $policy 'WUServer' $facts.policy_server }
    }
    Set-ClientClass 'root\ccm' 'SMS_Client' { [pscustomobject] @{ ClientVersion = '5.00.9128.1007' } }
    Set-ClientClass 'root\ccm' 'SMS_Client.TriggerSchedule' {
        param($Bound)
        Add-Change "TriggerSchedule $($Bound['ArgumentList'])"
        [pscustomobject] @{ ReturnValue = $global:Server.Client.scan_returns }
    }
    Set-ClientClass 'root\ccm\Scanagent' 'CCM_SUPLocationList' {
        if (-not $global:Server.Client.list) { throw (New-Object StandIn.WmiException('Ungueltige Klasse ', [StandIn.WmiStatus]::InvalidClass)) }
        $global:Server.Client.locations
    }
}

function global:Set-ClientClass([string] $Namespace, [string] $Class, [scriptblock] $Answer) {
    $guarded = {
        param($Bound, $Cmdlet)
        $client = $global:Server.Client
        if ($client.denied) { throw (New-Object StandIn.WmiException('Zugriff verweigert ', [StandIn.WmiStatus]::AccessDenied)) }
        if (-not $client.installed) {
            $text, $status = if ($client.management_point) { 'Ungueltige Klasse ', [StandIn.WmiStatus]::InvalidClass } else { 'Ungueltiger Namespace ', [StandIn.WmiStatus]::InvalidNamespace }
            $Cmdlet.WriteError((New-Failure (New-Object StandIn.WmiException($text, $status)) 0 'GetWMIManagementException,Microsoft.PowerShell.Commands.GetWmiObjectCommand' 'InvalidType'))
            return
        }
        & $Answer $Bound $Cmdlet
    }.GetNewClosure()
    Set-CimClass $Namespace $Class $guarded
}
