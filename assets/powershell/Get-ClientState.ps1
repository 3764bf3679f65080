<#
.SYNOPSIS
Reads where this computer's Configuration Manager client looks for updates: by policy, and by its last location answer.

.DESCRIPTION
Says whether the Configuration Manager client is there, which update server the Windows Update policy names (WUServer), over
which address the client scans now, and over which one its last successful scan went (CCM_SUPLocationList).

Nothing is changed. Without the client the addresses are empty; anything else that cannot be read is an error.

.EXAMPLE
.\Get-ClientState.ps1

.OUTPUTS
One object: Computer, ClientInstalled, PolicyServer, ScanPath, LastSuccessPath. An address that is not there is empty.

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, elevated, on the client.

Not proven on a real client yet: it was run against stand-ins that behave as the sources below say.

Where each fact is from, and how sure it is:
- root\ccm with SMS_Client is the client: memdocs, software-update-point-ssl.md uses it. No such namespace (0x8004100E) or class
  (0x80041010) means that there is none; a management point has the namespace without it: win32, wmisdk/wmi-error-constants.md
  for the codes, the rest from memory.
- CCM_SUPLocationList in root\ccm\Scanagent with CurrentScanPath and LastSuccessScanPath: memdocs, software-update-point-ssl.md.
  Sure. Where it has several instances the one for the Windows Update agent counts, ScanMethod 'WUA': a script in the field.
- WUServer is the whole URL, with its port: SupportArticles-docs, troubleshoot-software-update-scan-failures.md. Sure.
- DNSHostName and Domain of Win32_ComputerSystem: the computer's own name is cut at 15 characters. Good.
#>
[CmdletBinding()]
param()
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

function Get-WmiErrorCode {
    # The code of WMI behind an error. ManagementException keeps it in ErrorCode, its HResult being the same for every error.
    param([Exception] $Exception)
    for ($inner = $Exception; $null -ne $inner; $inner = $inner.InnerException) {
        if ($inner.PSObject.Properties['ErrorCode']) { [int] $inner.ErrorCode }
        $inner.HResult
    }
}

function Test-Client {
    $noNamespace, $noClass = -2147217394, -2147217392
    try {
        [void] (Get-WmiObject -Namespace 'root\ccm' -Class 'SMS_Client' -ErrorAction Stop)
    } catch {
        $codes = @(Get-WmiErrorCode $_.Exception)
        if ($codes -contains $noNamespace -or $codes -contains $noClass) { return $false }
        throw
    }
    $true
}

function Get-PolicyServer {
    try {
        $policy = Get-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate' -ErrorAction Stop
    } catch [System.Management.Automation.ItemNotFoundException] {
        return ''
    }
    if ($null -ne $policy -and $policy.PSObject.Properties['WUServer']) { [string] $policy.WUServer } else { '' }
}

function Get-ScanLocation {
    # Where the client's scans go: the instance for the Windows Update agent, or none where it has not asked yet.
    $found = @(Get-WmiObject -Namespace 'root\ccm\Scanagent' -Class 'CCM_SUPLocationList' -ErrorAction Stop)
    if ($found.Count -gt 1) { $found = @($found | Where-Object { $_.ScanMethod -eq 'WUA' }) }
    if ($found.Count -gt 1) {
        throw (New-Object System.InvalidOperationException('CCM_SUPLocationList has more than one entry for the Windows Update agent, so it cannot be told which counts.'))
    }
    $found
}

if (-not [Environment]::Is64BitProcess) {
    throw (New-Object System.NotSupportedException('This needs the 64-bit Windows PowerShell: a 32-bit one sees another registry and another System32.'))
}
$system = @(Get-WmiObject -Class 'Win32_ComputerSystem' -ErrorAction Stop)[0]
$installed = Test-Client
$location = @(if ($installed) { Get-ScanLocation })
[pscustomobject] @{
    Computer = if ($system.PartOfDomain) { [string] $system.DNSHostName + '.' + $system.Domain } else { [string] $system.DNSHostName }
    ClientInstalled = $installed
    PolicyServer = Get-PolicyServer
    ScanPath = if ($location.Count -gt 0) { [string] $location[0].CurrentScanPath } else { '' }
    LastSuccessPath = if ($location.Count -gt 0) { [string] $location[0].LastSuccessScanPath } else { '' }
}
