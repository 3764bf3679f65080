<#
Stands in for application pools: their part of the IIS: drive, and the cmdlets for their state.

As there: Get-ItemProperty -Name answers with the value itself, but a time span (and what is not set) comes as an attribute
object whose Value it is (facts, 1.7; README of the memory drives); a write takes a TimeSpan, or its text.
#>

function global:Initialize-Pool {
    param($State)
    $facts = Join-Fact @{
        pools = @([pscustomobject] @{ name = 'WsusPool' }, [pscustomobject] @{ name = 'DefaultAppPool' })
        bare = $false                       # time spans as they are, not in an attribute object
        texts = $false                      # time spans as IIS's schema and files have them: 29:00:00
        unreadable = @()                    # names of values
        lying = @()
        unwritable = @()
        late = @()                          # written behind the second wait
        restart_refused = $false
        service_pool = 'WsusPool'           # what ClientWebService names; '' for a site without it
    } $State
    $pools = [ordered] @{}
    foreach ($pool in $facts.pools) {
        $pools[[string] $pool.name] = Join-Fact @{
            name = ''; state = 'Started'; queueLength = 1000; 'processModel.idleTimeout' = 20; 'processModel.pingingEnabled' = $true
            'recycling.periodicRestart.privateMemory' = 1843200; 'recycling.periodicRestart.time' = 1740
        } $pool
    }
    $facts['All'] = $pools
    $global:Server['Pool'] = $facts
    foreach ($name in $pools.Keys) {
        if (-not (Test-Among $global:Server.Base.drives_missing 'IIS')) { Set-MemoryDriveItem -Path "IIS:\AppPools\$name" -Property @{ name = $name } }
    }
    $global:Server.Base.Drives['IIS:\AppPools'] = @{ Get = { param($Path, $Name, $Cmdlet) Read-StandInPool $Path $Name $Cmdlet }; Set = { param($Path, $Name, $Value, $Cmdlet) Write-StandInPool $Path $Name $Value $Cmdlet } }
}

function global:Find-StandInPool([string] $Path, $Cmdlet) {
    if (Test-Among $global:Server.Base.drives_missing 'IIS') {
        $Cmdlet.WriteError((New-Failure (New-Object System.Management.Automation.DriveNotFoundException('Das Laufwerk wurde nicht gefunden. Ein Laufwerk mit dem Namen "IIS" ist nicht vorhanden.'))))
        return
    }
    $name = $Path.Substring($Path.LastIndexOf('\') + 1)
    $pools = $global:Server.Pool.All
    if ($pools.Contains($name)) { return $pools[$name] }
    $Cmdlet.WriteError((New-Failure (New-Object System.Management.Automation.ItemNotFoundException("Der Pfad `"$Path`" kann nicht gefunden werden, da er nicht vorhanden ist."))))
}

function global:Read-StandInPool([string] $Path, [string[]] $Name, $Cmdlet) {
    $pool = Find-StandInPool $Path $Cmdlet
    if (-not $pool) { return }
    if (Test-Among $global:Server.Pool.unreadable $Name[0]) { $Cmdlet.WriteError((New-Failure (New-GermanError 'Zugriff verweigert.' 0x80070005))); return }
    if (-not $pool.ContainsKey($Name[0])) { return }
    $value = $pool[$Name[0]]
    if ($Name[0] -notin 'processModel.idleTimeout', 'recycling.periodicRestart.time') { return $value }
    $span = [TimeSpan]::FromMinutes($value)
    if ($global:Server.Pool.texts) { return '{0:00}:{1:00}:{2:00}' -f [Math]::Floor($span.TotalHours), $span.Minutes, $span.Seconds }
    if ($global:Server.Pool.bare) { $span } else { [pscustomobject] @{ Name = $Name[0].Split('.')[-1]; Value = $span; IsInheritedFromDefaultValue = $false } }
}

function global:Write-StandInPool([string] $Path, [string] $Name, $Value, $Cmdlet) {
    $pool = Find-StandInPool $Path $Cmdlet
    if (-not $pool) { return }
    $facts = $global:Server.Pool
    if (-not $pool.ContainsKey($Name) -or (Test-Among $facts.unwritable $Name)) { $Cmdlet.WriteError((New-Failure (New-GermanError 'Die Eigenschaft kann nicht geschrieben werden.' 0x80070005))); return }
    Add-Change "pool $($pool.name) $Name"
    if (Test-Among $facts.lying $Name) { return }
    $stored = switch -regex ($Name) {
        'Timeout|Restart\.time' { [TimeSpan]::Parse([string] $Value).TotalMinutes }
        'pinging' { [Convert]::ToBoolean([string] $Value) }
        default { [long] $Value }
    }
    if (Test-Among $facts.late $Name) { Add-Late 2 { $pool[$Name] = $stored }.GetNewClosure() } else { $pool[$Name] = $stored }
}

function global:Get-WebAppPoolState {
    [CmdletBinding()] param([Parameter(Position = 0)] [string] $Name)
    $pools = $global:Server.Pool.All
    if (-not $pools.Contains($Name)) { $PSCmdlet.WriteError((New-Failure (New-Object System.Management.Automation.ItemNotFoundException("Der Anwendungspool `"$Name`" ist nicht vorhanden.")))); return }
    [pscustomobject] @{ Value = $pools[$Name].state; ItemXPath = 'x' }
}

function global:Restart-WebAppPool {
    [CmdletBinding()] param([Parameter(Position = 0)] [string] $Name)
    $pools = $global:Server.Pool.All
    if (-not $pools.Contains($Name) -or $pools[$Name].state -ne 'Started' -or $global:Server.Pool.restart_refused) {
        $PSCmdlet.WriteError((New-Failure (New-GermanError 'Das Objekt, an dem der Vorgang ausgefuehrt werden soll, ist nicht gestartet.' 0x80070426)))
        return
    }
    Add-Change "recycle $Name"
}

if (-not (Get-Command -Name 'Get-WebConfiguration' -CommandType Function -ErrorAction SilentlyContinue)) {
    # Where the area of IIS is not loaded: as much of it as tells which pool ClientWebService has.
    function global:Get-WebConfiguration {
        [CmdletBinding()] param([Parameter(Position = 0)] [string[]] $Filter, [Parameter(Position = 1)] [string[]] $PSPath, [string[]] $Location)
        if ($PSPath[0] -ne 'MACHINE/WEBROOT/APPHOST') { throw "unexpected: $PSPath" }
        if ($Filter[0] -ne "/system.applicationHost/sites/site[@id='1806390885']/application") { return }
        $pool = $global:Server.Pool.service_pool
        foreach ($path in '/', '/ApiRemoting30', $(if ($pool) { '/ClientWebService' })) {
            if ($path) { [pscustomobject] @{ path = $path; applicationPool = $(if ($path -eq '/') { 'DefaultAppPool' } else { $pool }) } }
        }
    }
}
