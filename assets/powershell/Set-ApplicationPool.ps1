<#
.SYNOPSIS
Writes values of an application pool: those that best practice for WSUS is about.

.DESCRIPTION
Writes the values that are given and differ; a value that is not given stays as it is. All of them are read before the first
is written. Every write is read back; one that reports success and does not read back ends the script with an error that
names it. IIS recycles the pool by itself when its values change: requests under way are finished, and WSUS fills its cache
anew.

.PARAMETER Pool
Name of the pool: the one that ClientWebService of the WSUS site names, usually WsusPool.

.PARAMETER QueueLength
Requests that may wait, 10 to 65535.

.PARAMETER IdleTimeoutMinutes
Minutes without a request until the pool's process ends; 0 is never.

.PARAMETER PingingEnabled
Whether IIS asks the process for a sign of life, and ends it where none comes.

.PARAMETER PrivateMemoryKb
Private memory in kB at which the pool is recycled; 0 is no limit.

.PARAMETER RestartMinutes
Minutes after which the pool is recycled regularly; 0 is never.

.EXAMPLE
.\Set-ApplicationPool.ps1 -Pool WsusPool -QueueLength 2000 -PrivateMemoryKb 0

.EXAMPLE
.\Set-ApplicationPool.ps1 -Pool WsusPool -IdleTimeoutMinutes 0 -PingingEnabled $false -RestartMinutes 0

.OUTPUTS
One object: Former with Path (pool/NAME/QueueLength, ...) and Value of those that were given, Output and ExitCode.

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, elevated, on the WSUS server. IIS scripting tools (WebAdministration) needed.
Former is what undoes it.

Not proven on a real server yet: it was run against stand-ins that behave as the sources below say.

Where each fact is from, and how sure it is:
- Set-ItemProperty IIS:\AppPools\... -Name recycling.periodicRestart.privateMemory works, writing an attribute by a filter of
  Set-WebConfiguration does not: a community script reports both. A TimeSpan for a time: field scripts. Good.
- A change of a pool's values recycles it, unless disallowRotationOnConfigChange is set: iis-docs, recycling. Sure.
- Lowest and highest queue length: iis-docs, applicationPools/add. Sure.
- A write may show late (an example of Microsoft waits five seconds): a value that does not read back at once is read again,
  five times within four seconds, before it counts as not written.
- How values are read, and how sure that is: see Get-ApplicationPool.ps1.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [ValidateNotNullOrEmpty()]
    [string] $Pool,

    [Nullable[long]] $QueueLength,

    [Nullable[long]] $IdleTimeoutMinutes,

    [Nullable[bool]] $PingingEnabled,

    [Nullable[long]] $PrivateMemoryKb,

    [Nullable[long]] $RestartMinutes
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

$limits = @{
    QueueLength = 10, 65535
    IdleTimeoutMinutes = 0, 43200
    PrivateMemoryKb = 0, 4294967295
    RestartMinutes = 0, 432000
}

function Assert-Limit {
    param([string] $Field, [long] $Number)
    $lowest, $highest = $limits[$Field]
    if ($Number -lt $lowest -or $Number -gt $highest) {
        throw (New-Object System.ArgumentOutOfRangeException($Field, "$Field has to be from $lowest to $highest, not $Number."))
    }
}

function ConvertTo-Text {
    param([object] $Value)
    if ($Value -is [bool]) { [string] [int] $Value } else { [string] $Value }
}

function Write-PoolValue {
    param([string] $Pool, [string] $Field, [object] $Wanted)
    $written = $Wanted
    if ($Field -eq 'IdleTimeoutMinutes' -or $Field -eq 'RestartMinutes') {
        $written = [TimeSpan]::FromMinutes($Wanted)
    } elseif ($Wanted -is [long] -and $Wanted -le [int]::MaxValue) {
        # As a number in a script is: what IIS makes of an eight-byte one was not seen.
        $written = [int] $Wanted
    }
    Set-ItemProperty -LiteralPath ('IIS:\AppPools\' + $Pool) -Name $attributes[$Field] -Value $written -ErrorAction Stop
    for ($attempt = 1; $attempt -le 5; $attempt++) {
        if ($attempt -gt 1) { Start-Sleep -Seconds 1 }
        $present = Get-PoolValue $Pool $Field
        if ($present -eq $Wanted) { return }
    }
    throw (New-Object System.InvalidOperationException("IIS reported success for $Field of '$Pool', but it reads back as '$present' and not as '$Wanted'."))
}

$wanted = [ordered] @{}
foreach ($field in $attributes.Keys) {
    $given = Get-Variable -Name $field -ValueOnly
    if ($null -eq $given) { continue }
    if ($given -isnot [bool]) { Assert-Limit $field $given }
    $wanted[$field] = $given
}
$name = Find-Pool $Pool
$before = @{}
foreach ($field in $wanted.Keys) { $before[$field] = Get-PoolValue $name $field }
$former = @(foreach ($field in $wanted.Keys) {
    [pscustomobject] @{ Path = 'pool/' + $name + '/' + $field; Value = (ConvertTo-Text $before[$field]) }
})
foreach ($field in $wanted.Keys) {
    if ($before[$field] -ne $wanted[$field]) { Write-PoolValue $name $field $wanted[$field] }
}
[pscustomobject] @{ Former = $former; Output = ''; ExitCode = 0 }
