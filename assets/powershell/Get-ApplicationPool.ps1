<#
.SYNOPSIS
Reads the state of an application pool, and the values that best practice for WSUS is about.

.DESCRIPTION
Queue length, idle time-out, pinging, private memory limit and regular restart, as they hold for the pool: its own, or what
the defaults of application pools say. Times are in minutes; 0 is never. 0 kB of private memory is no limit.

Nothing is changed. A value that cannot be read ends the script; it is never shown as 0.

.PARAMETER Pool
Name of the pool: the one that ClientWebService of the WSUS site names, usually WsusPool.

.EXAMPLE
.\Get-ApplicationPool.ps1 -Pool WsusPool

.OUTPUTS
One object: Name (as IIS has it), State, QueueLength, IdleTimeoutMinutes, PingingEnabled, PrivateMemoryKb and
RestartMinutes.

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, elevated, on the WSUS server. IIS scripting tools (WebAdministration) needed.

Not proven on a real server yet: it was run against stand-ins that behave as the sources below say.

Where each fact is from, and how sure it is:
- The values and what they should be: SupportArticles-docs, windows-server-update-services-best-practices.md. The attributes
  behind them: iis-docs, applicationPools/add, processModel.md, periodicRestart. Sure.
- The pool is the one that ClientWebService names; WsusPool is only its usual name: a published script. Good.
- IIS:\AppPools answers Get-ItemProperty -Name with the value itself, or with an object whose Value it is; a time comes as a
  TimeSpan: from memory and field scripts. Both shapes are read, and a text (29:00:00, as the schema of IIS has it), too.
- The state is an English word in every language: the enumeration of Microsoft.Web.Administration, ObjectState. Good.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [ValidateNotNullOrEmpty()]
    [string] $Pool
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

#region Values of an application pool (the same text stands in Get- and Set-ApplicationPool.ps1; a test compares them)
$attributes = [ordered] @{
    QueueLength = 'queueLength'
    IdleTimeoutMinutes = 'processModel.idleTimeout'
    PingingEnabled = 'processModel.pingingEnabled'
    PrivateMemoryKb = 'recycling.periodicRestart.privateMemory'
    RestartMinutes = 'recycling.periodicRestart.time'
}

function Find-Pool {
    # The pool's name as IIS has it.
    param([string] $Name)
    if (-not [Environment]::Is64BitProcess) {
        throw (New-Object System.NotSupportedException('This needs the 64-bit Windows PowerShell: a 32-bit one cannot manage IIS.'))
    }
    Import-Module -Name WebAdministration -ErrorAction Stop
    $names = @(Get-ChildItem -LiteralPath 'IIS:\AppPools' -ErrorAction Stop | ForEach-Object { [string] $_.PSChildName })
    $found = @($names | Where-Object { [string]::Equals($_, $Name, [StringComparison]::OrdinalIgnoreCase) })
    if ($found.Count -ne 1) {
        throw (New-Object System.Management.Automation.ItemNotFoundException("There is no application pool called '$Name'."))
    }
    $found[0]
}

function ConvertTo-Number {
    # A number, or the whole minutes of a time span.
    param([object] $Value, [string] $Attribute)
    if ($Value -is [TimeSpan]) {
        if ($Value.Ticks % [TimeSpan]::TicksPerMinute) { throw (New-Object System.InvalidOperationException("$Attribute is no whole number of minutes: $Value.")) }
        return [long] ($Value.Ticks / [TimeSpan]::TicksPerMinute)
    }
    [long] $number = 0
    if ([long]::TryParse([string] $Value, [Globalization.NumberStyles]::None, [Globalization.CultureInfo]::InvariantCulture, [ref] $number)) { return $number }
    # By its parts: IIS writes 29 hours as 29:00:00, which TimeSpan takes for 29 days.
    $parts = [regex]::Match([string] $Value, '\A(?:([0-9]{1,5})\.)?([0-9]{1,7}):([0-5][0-9]):00\z')
    if ($parts.Success) { return ([long] ('0' + $parts.Groups[1].Value) * 24 + [long] $parts.Groups[2].Value) * 60 + [long] $parts.Groups[3].Value }
    throw (New-Object System.InvalidOperationException("$Attribute cannot be told: '$Value' is no number."))
}

function Get-PoolValue {
    # One value: as itself, or within an object whose Value it is, or below its own name. None at all is an error.
    param([string] $Pool, [string] $Field)
    $attribute = $attributes[$Field]
    $answer = Get-ItemProperty -LiteralPath ('IIS:\AppPools\' + $Pool) -Name $attribute -ErrorAction Stop
    foreach ($inner in 'Value', $attribute) {
        if ($null -ne $answer -and $answer -isnot [ValueType] -and $answer -isnot [string] -and $answer.PSObject.Properties[$inner]) { $answer = $answer.PSObject.Properties[$inner].Value }
    }
    if ($null -eq $answer -or $answer -is [array]) {
        throw (New-Object System.InvalidOperationException("IIS gives no single value of $attribute for the application pool '$Pool'."))
    }
    if ($Field -eq 'PingingEnabled') { [Convert]::ToBoolean($answer, [Globalization.CultureInfo]::InvariantCulture) } else { ConvertTo-Number $answer $attribute }
}
#endregion

$name = Find-Pool $Pool
$state = Get-WebAppPoolState -Name $name -ErrorAction Stop
if ($state -isnot [string] -and $state.PSObject.Properties['Value']) { $state = $state.Value }
[pscustomobject] @{
    Name = $name
    State = [string] $state
    QueueLength = (Get-PoolValue $name 'QueueLength')
    IdleTimeoutMinutes = (Get-PoolValue $name 'IdleTimeoutMinutes')
    PingingEnabled = (Get-PoolValue $name 'PingingEnabled')
    PrivateMemoryKb = (Get-PoolValue $name 'PrivateMemoryKb')
    RestartMinutes = (Get-PoolValue $name 'RestartMinutes')
}
