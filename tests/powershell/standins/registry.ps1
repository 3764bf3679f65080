<#
The registry, for every area: a memory drive with refusals and lies in front of it (facts of Base: denied, unwritable, lying).
Loaded by base.ps1. A part of a drive may answer otherwise: IIS: gives a value itself where a registry gives an object.
#>

function global:Set-Registry {
    # For stand-ins: a value, without the refusals that a script meets. $null takes it away.
    param([string] $Key, [string] $Name, $Value)
    if ($null -eq $Value) {
        if (Microsoft.PowerShell.Management\Test-Path -LiteralPath $Key) {
            Microsoft.PowerShell.Management\Remove-ItemProperty -LiteralPath $Key -Name $Name -ErrorAction SilentlyContinue
        }
        return
    }
    if (-not (Microsoft.PowerShell.Management\Test-Path -LiteralPath $Key)) { Set-MemoryDriveItem -Path $Key -Property @{} }
    Microsoft.PowerShell.Management\Set-ItemProperty -LiteralPath $Key -Name $Name -Value $Value
}

function global:Get-Registry {
    # For stand-ins: a value, or $null.
    param([string] $Key, [string] $Name)
    if (-not (Microsoft.PowerShell.Management\Test-Path -LiteralPath $Key)) { return $null }
    $found = (Microsoft.PowerShell.Management\Get-ItemProperty -LiteralPath $Key).PSObject.Properties[$Name]
    if ($found) { $found.Value }
}

function global:Test-Denied {
    # Whether a path of the registry, or one above it, is refused.
    param([string] $Path)
    foreach ($denied in $global:Server.Base.denied) {
        if ($Path -eq $denied -or $Path.StartsWith($denied + '\', [StringComparison]::OrdinalIgnoreCase)) { return $true }
    }
    $false
}

function global:New-Denial {
    New-Failure (New-Object System.Security.SecurityException('Der angeforderte Registrierungszugriff ist unzulaessig.')) 0x8013150A 'System.Security.SecurityException,Microsoft.PowerShell.Commands.GetItemPropertyCommand' 'PermissionDenied'
}

function global:Get-DriveHook {
    # What an area has put in place of a part of a drive (IIS: answers otherwise than a registry), or $null.
    param([string] $Path)
    foreach ($prefix in $global:Server.Base.Drives.Keys) {
        if ($Path.StartsWith($prefix, [StringComparison]::OrdinalIgnoreCase)) { return $global:Server.Base.Drives[$prefix] }
    }
}

function global:Get-ItemProperty {
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    param(
        [Parameter(Position = 0, ParameterSetName = 'Path', Mandatory = $true)] [string[]] $Path,
        [Parameter(ParameterSetName = 'LiteralPath', Mandatory = $true)] [Alias('PSPath')] [string[]] $LiteralPath,
        [Parameter(Position = 1)] [string[]] $Name
    )
    $place = $(if ($Path) { $Path[0] } else { $LiteralPath[0] })
    $hook = Get-DriveHook $place
    if ($hook -and $hook.ContainsKey('Get')) { return & $hook.Get $place $Name $PSCmdlet }
    if (Test-Denied $place) { $PSCmdlet.WriteError((New-Denial)); return }
    Microsoft.PowerShell.Management\Get-ItemProperty @PSBoundParameters
}

function global:Set-ItemProperty {
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    param(
        [Parameter(Position = 0, ParameterSetName = 'Path', Mandatory = $true)] [string[]] $Path,
        [Parameter(ParameterSetName = 'LiteralPath', Mandatory = $true)] [Alias('PSPath')] [string[]] $LiteralPath,
        [Parameter(Position = 1, Mandatory = $true)] [string] $Name,
        [Parameter(Position = 2)] [AllowNull()] $Value,
        $Type, [switch] $Force
    )
    $place = $(if ($Path) { $Path[0] } else { $LiteralPath[0] })
    $hook = Get-DriveHook $place
    if ($hook -and $hook.ContainsKey('Set')) { return & $hook.Set $place $Name $Value $PSCmdlet }
    if (-not (Test-WriteAllowed $place $Name $PSCmdlet)) { return }
    Microsoft.PowerShell.Management\Set-ItemProperty @PSBoundParameters
}

function global:New-ItemProperty {
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    param(
        [Parameter(Position = 0, ParameterSetName = 'Path', Mandatory = $true)] [string[]] $Path,
        [Parameter(ParameterSetName = 'LiteralPath', Mandatory = $true)] [Alias('PSPath')] [string[]] $LiteralPath,
        [Parameter(Position = 1, Mandatory = $true)] [string] $Name,
        $Value, [Alias('Type')] [string] $PropertyType, [switch] $Force
    )
    if (-not (Test-WriteAllowed ($(if ($Path) { $Path[0] } else { $LiteralPath[0] })) $Name $PSCmdlet)) { return }
    Microsoft.PowerShell.Management\New-ItemProperty @PSBoundParameters
}

function global:Remove-ItemProperty {
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    param(
        [Parameter(Position = 0, ParameterSetName = 'Path', Mandatory = $true)] [string[]] $Path,
        [Parameter(ParameterSetName = 'LiteralPath', Mandatory = $true)] [Alias('PSPath')] [string[]] $LiteralPath,
        [Parameter(Position = 1, Mandatory = $true)] [string[]] $Name,
        [switch] $Force
    )
    if (-not (Test-WriteAllowed ($(if ($Path) { $Path[0] } else { $LiteralPath[0] })) $Name[0] $PSCmdlet)) { return }
    Microsoft.PowerShell.Management\Remove-ItemProperty @PSBoundParameters
}

function global:Test-WriteAllowed {
    # Records a write of the registry; $false where it is refused (with the error) or lied about.
    param([string] $Key, [string] $Name, $Cmdlet)
    $value = $Key + '\' + $Name
    if ((Test-Denied $Key) -or (Test-Among $global:Server.Base.unwritable $value)) { $Cmdlet.WriteError((New-Denial)); return $false }
    Add-Change "registry $value"
    -not (Test-Among $global:Server.Base.lying $value)
}
