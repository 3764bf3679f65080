<#
.SYNOPSIS
Triggers the software updates scan cycle of this computer's Configuration Manager client.

.DESCRIPTION
Calls TriggerSchedule of SMS_Client in root\ccm with the id of the scan, {00000000-0000-0000-0000-000000000113}. The scan runs
later; ScanAgent.log, LocationServices.log and WUAHandler.log tell how it goes.

.EXAMPLE
.\Start-ClientScan.ps1

.OUTPUTS
One object: Former (empty, there is nothing to put back), Output and ExitCode.

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, elevated, on the client.

Not proven on a real client yet: it was run against stand-ins that behave as the sources below say.

Where each fact is from, and how sure it is:
- The method, its class and the id of the scan: memdocs, software-update-point-ssl.md. Sure.
- A success returns no ReturnValue, or 0: from memory. Anything else is an error here.
- Without the client there is no namespace root\ccm, and WMI says so by 0x8004100E: win32, wmisdk/wmi-error-constants.md. Sure.
#>
[CmdletBinding()]
param()
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

$scan = '{00000000-0000-0000-0000-000000000113}'
$answer = Invoke-WmiMethod -Namespace 'root\ccm' -Class 'SMS_Client' -Name 'TriggerSchedule' -ArgumentList $scan -ErrorAction Stop
if ($null -ne $answer -and $answer.PSObject.Properties['ReturnValue'] -and $null -ne $answer.ReturnValue -and [long] $answer.ReturnValue -ne 0) {
    throw (New-Object System.InvalidOperationException("TriggerSchedule of SMS_Client returned $($answer.ReturnValue), and 0 is its success."))
}
[pscustomobject] @{ Former = @(); Output = ''; ExitCode = 0 }
