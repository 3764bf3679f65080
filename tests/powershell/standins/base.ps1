<#
What every area stands on: drives, registry, services, modules, CIM, native programs, time.

The state of all stand-ins is $global:Server, one key for each area; this one is Base. Errors speak German on purpose.
#>

function global:Initialize-Base {
    # An empty Windows: before the areas fill it. Facts: see the defaults.
    param($State, [string] $Folder)
    $global:Server = @{}
    $facts = Join-Fact @{
        registry = $null                # path -> values by name; null takes the value away, or the key
        denied = @()                    # registry keys that cannot be read or written (and all below them)
        unwritable = @()                # registry values (KEY\NAME) whose write is refused
        lying = @()                     # registry values whose write reports success and does nothing
        services_broken = $false        # the service controller refuses
        services_stuck = @()            # services that do not start
        modules_missing = @()
        drives_missing = @()            # IIS, where WebAdministration brought no drive
    } $State
    $facts['Folder'] = $Folder
    $facts['Changes'] = New-Object System.Collections.Generic.List[string]
    $facts['Slept'] = 0
    $facts['Late'] = New-Object System.Collections.Generic.List[object]
    $facts['Cim'] = @{}
    $facts['Services'] = @{}
    $facts['Drives'] = @{}
    $global:Server['Base'] = $facts
    foreach ($drive in 'HKLM', 'Cert', 'IIS') {
        $known = Get-PSDrive -Name $drive -ErrorAction SilentlyContinue
        # On a Windows these are the computer's own, and are not to be emptied below.
        if ($known -and $known.Provider.Name -ne 'MemoryDrive') { Remove-PSDrive -Name $drive -Scope Global -Force -ErrorAction Stop; $known = $null }
        if (Test-Among $facts.drives_missing $drive) { Remove-PSDrive -Name $drive -Force -ErrorAction SilentlyContinue; continue }
        if (-not $known) {
            New-PSDrive -Name $drive -PSProvider MemoryDrive -Root '\' -Scope Global | Out-Null
        }
    }
    foreach ($path in 'HKLM:\SOFTWARE', 'HKLM:\SYSTEM', 'Cert:\LocalMachine', 'IIS:\AppPools', 'IIS:\Sites', 'IIS:\SslBindings') {
        if (Test-Path -LiteralPath $path -ErrorAction SilentlyContinue) { Remove-Item -LiteralPath $path -Recurse -Force }
    }
    if ([IO.Directory]::Exists($Folder)) { [IO.Directory]::Delete($Folder, $true) }
    foreach ($name in 'System32', 'Temp', 'ProgramData', 'Program Files') { [void] [IO.Directory]::CreateDirectory([IO.Path]::Combine($Folder, $name)) }
    $env:SystemRoot = $Folder
    $env:windir = $Folder
    $env:ProgramFiles = [IO.Path]::Combine($Folder, 'Program Files')
    $env:ProgramData = [IO.Path]::Combine($Folder, 'ProgramData')
    $env:TEMP = [IO.Path]::Combine($Folder, 'Temp')
    $env:COMPUTERNAME = 'WSUS1'
    $env:USERDOMAIN = 'CONTOSO'
    $env:USERNAME = 'operator'
    $global:LASTEXITCODE = 0
}

function global:Complete-Base {
    # What the case says of the registry, over what the areas put there.
    $changes = $global:Server.Base.registry
    if ($null -eq $changes) { return }
    foreach ($key in $changes.PSObject.Properties) {
        if ($null -eq $key.Value) {
            if (Microsoft.PowerShell.Management\Test-Path -LiteralPath $key.Name) { Remove-Item -LiteralPath $key.Name -Recurse -Force }
            continue
        }
        foreach ($value in $key.Value.PSObject.Properties) { Set-Registry $key.Name $value.Name $value.Value }
    }
}

function global:Join-Fact {
    # The defaults, with what the state says instead. A name that the defaults lack is a mistake of the test.
    param([hashtable] $Default, $State)
    $facts = $Default.Clone()
    if ($null -ne $State) {
        foreach ($property in $State.PSObject.Properties) {
            if (-not $facts.ContainsKey($property.Name)) { throw "The stand-in has no fact '$($property.Name)'." }
            $facts[$property.Name] = $property.Value
        }
    }
    $facts
}

function global:New-Failure {
    # An error record as cmdlets write it: the exception, its HRESULT where it has one, and an id.
    param([Exception] $Exception, [int] $Hresult = 0, [string] $Id = 'StandIn', [string] $Category = 'NotSpecified')
    if ($Hresult) { $Exception.HResult = $Hresult }
    New-Object System.Management.Automation.ErrorRecord($Exception, $Id, $Category, $null)
}

function global:New-GermanError([string] $Text, [int] $Code) {
    New-Object System.Runtime.InteropServices.COMException($Text, $Code)
}

function global:Add-Change([string] $Text) { $global:Server.Base.Changes.Add($Text) }

function global:Test-Among {
    # Whether a text is one of a list, whatever its case.
    param($List, [string] $Text)
    @($List | Where-Object { $_ -eq $Text }).Count -gt 0
}

. ([IO.Path]::Combine($PSScriptRoot, 'registry.ps1'))

#region Services
function global:Set-StandInService {
    # A service with its state; $null takes it away.
    param([string] $Name, $Status)
    if ($null -eq $Status) { $global:Server.Base.Services.Remove($Name) } else { $global:Server.Base.Services[$Name] = [string] $Status }
}

function global:Get-Service {
    [CmdletBinding()] param([Parameter(Position = 0)] [string[]] $Name)
    $base = $global:Server.Base
    if ($base.services_broken) { $PSCmdlet.WriteError((New-Failure (New-Object System.ComponentModel.Win32Exception(5)) 0x80004005 'System.ComponentModel.Win32Exception,Microsoft.PowerShell.Commands.GetServiceCommand')); return }
    foreach ($wanted in @(if ($Name) { $Name } else { '*' })) {
        $found = @($base.Services.Keys | Where-Object { $_ -like $wanted })
        foreach ($service in $found) { [pscustomobject] @{ Name = $service; ServiceName = $service; DisplayName = $service; Status = $base.Services[$service] } }
        if ($found.Count -eq 0 -and -not [Management.Automation.WildcardPattern]::ContainsWildcardCharacters($wanted)) {
            $PSCmdlet.WriteError((New-Failure (New-Object Microsoft.PowerShell.Commands.ServiceCommandException("Es wurde kein Dienst mit dem Dienstnamen `"$wanted`" gefunden.")) 0 'NoServiceFoundForGivenName,Microsoft.PowerShell.Commands.GetServiceCommand' 'ObjectNotFound'))
        }
    }
}

function global:Set-ServiceState($Cmdlet, [string[]] $Name, [string] $Verb, [string] $Status) {
    $base = $global:Server.Base
    foreach ($service in $Name) {
        if (-not $base.Services.ContainsKey($service) -or (Test-Among $base.services_stuck $service)) {
            $Cmdlet.WriteError((New-Failure (New-Object Microsoft.PowerShell.Commands.ServiceCommandException("Der Dienst `"$service`" kann nicht gestartet werden.")) 0 "CouldNotStartService,Microsoft.PowerShell.Commands.$($Verb)ServiceCommand" 'OpenError'))
            continue
        }
        Add-Change "$Verb $service".ToLowerInvariant()
        $base.Services[$service] = $Status
    }
}

function global:Restart-Service {
    [CmdletBinding()] param([Parameter(Position = 0)] [string[]] $Name, [switch] $Force, [switch] $PassThru)
    Set-ServiceState $PSCmdlet $Name 'Restart' 'Running'
}

function global:Start-Service {
    [CmdletBinding()] param([Parameter(Position = 0)] [string[]] $Name, [switch] $PassThru)
    Set-ServiceState $PSCmdlet $Name 'Start' 'Running'
}

function global:Stop-Service {
    [CmdletBinding()] param([Parameter(Position = 0)] [string[]] $Name, [switch] $Force, [switch] $PassThru)
    Set-ServiceState $PSCmdlet $Name 'Stop' 'Stopped'
}
#endregion

#region Modules, CIM, programs, time
function global:Import-Module {
    [CmdletBinding()] param([Parameter(Position = 0, Mandatory = $true)] [string[]] $Name, $MinimumVersion, [switch] $Force, [switch] $PassThru, [switch] $DisableNameChecking)
    $leaf = [IO.Path]::GetFileNameWithoutExtension($Name[0].Replace('\', '/'))
    if (Test-Among $global:Server.Base.modules_missing $leaf) {
        $PSCmdlet.WriteError((New-Failure (New-Object System.IO.FileNotFoundException("Das angegebene Modul `"$leaf`" wurde nicht geladen, da in keinem Modulverzeichnis eine gueltige Moduldatei gefunden wurde.")) 0 'Modules_ModuleNotFound,Microsoft.PowerShell.Commands.ImportModuleCommand' 'ResourceUnavailable'))
    }
}

# What System.Management gives: the code of WMI is in ErrorCode, and HResult is the same for every error.
# A class of PowerShell, not of C#: compiling takes longer than a whole batch of cases.
enum WmiStatus { InvalidNamespace = -2147217394; InvalidClass = -2147217392; AccessDenied = -2147217405 }
class WmiException : SystemException {
    [WmiStatus] $ErrorCode
    WmiException([string] $Text, [WmiStatus] $Status) : base($Text) { $this.ErrorCode = $Status; $this.HResult = -2146233087 }
}
$accelerators = [psobject].Assembly.GetType('System.Management.Automation.TypeAccelerators')
$accelerators::Add('StandIn.WmiException', [WmiException])
$accelerators::Add('StandIn.WmiStatus', [WmiStatus])

function global:Set-CimClass {
    # What answers a question for a class: a block that gets the bound parameters (Filter, Query, ComputerName, ...).
    param([string] $Namespace, [string] $Class, [scriptblock] $Answer)
    $global:Server.Base.Cim["$Namespace|$Class".ToLowerInvariant()] = $Answer
}

function global:Get-CimInstance {
    [CmdletBinding()]
    param([Parameter(Position = 0)] [string] $ClassName, [string] $Namespace = 'root\cimv2', [string] $Filter, [string] $Query, [string[]] $Property,
        [string[]] $ComputerName, $CimSession, [Parameter(ValueFromPipeline = $true)] $InputObject, [uint32] $OperationTimeoutSec)
    process {
        # What a query leaves out (lazy properties) is on the instance itself, which the stand-in keeps as Whole.
        if ($InputObject) { return $(if ($InputObject.PSObject.Properties['Whole']) { $InputObject.Whole } else { $InputObject }) }
        Invoke-CimAnswer $PSCmdlet $Namespace $ClassName $Query $PSBoundParameters
    }
}

function global:Get-WmiObject {
    [CmdletBinding()]
    param([Parameter(Position = 0)] [string] $Class, [string] $Namespace = 'root\cimv2', [string] $Filter, [string] $Query, [string[]] $Property, [string[]] $ComputerName)
    Invoke-CimAnswer $PSCmdlet $Namespace $Class $Query $PSBoundParameters
}

function global:Invoke-CimMethod {
    [CmdletBinding()]
    param([Parameter(Position = 0)] [string] $ClassName, [string] $Namespace = 'root\cimv2', [string] $MethodName, $Arguments, [string[]] $ComputerName, $InputObject)
    $bound = @{} + $PSBoundParameters
    Invoke-CimAnswer $PSCmdlet $Namespace "$ClassName.$MethodName" '' $bound
}

function global:Invoke-WmiMethod {
    [CmdletBinding()]
    param([Parameter(Position = 0)] [string] $Class, [Parameter(Position = 1)] [string] $Name, [Parameter(Position = 2)] [object[]] $ArgumentList,
        [string] $Namespace = 'root\cimv2', [string[]] $ComputerName)
    Invoke-CimAnswer $PSCmdlet $Namespace "$Class.$Name" '' $PSBoundParameters
}

function global:Invoke-CimAnswer($Cmdlet, [string] $Namespace, [string] $Class, [string] $Query, $Bound) {
    $space = $Namespace.Replace('/', '\')
    if ($Query) { $Class = [regex]::Match($Query, '(?i)\bfrom\s+(\w+)').Groups[1].Value }
    $known = $global:Server.Base.Cim
    $key = "$space|$Class".ToLowerInvariant()
    if ($known.ContainsKey($key)) { return & $known[$key] $Bound $Cmdlet }
    $spaces = @($known.Keys | ForEach-Object { $_.Split('|')[0] })
    $text, $code = if ($spaces -contains $space.ToLowerInvariant()) { 'Ungueltige Klasse ', 0x80041010 } else { 'Ungueltiger Namespace ', 0x8004100E }
    $Cmdlet.WriteError((New-Failure (New-Object Microsoft.Management.Infrastructure.CimException($text)) $code 'HRESULT,Microsoft.Management.Infrastructure.CimCmdlets.GetCimInstanceCommand' 'MetadataError'))
}

function global:Add-Program {
    # A native program at a full path. The body finds its arguments in $args, prints with output, and sets $global:LASTEXITCODE.
    param([string] $Path, [scriptblock] $Body)
    $full = $Path.Replace('\', [string] [IO.Path]::DirectorySeparatorChar)
    [void] [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($full))
    [IO.File]::WriteAllText($full, '')
    $name = 'StandIn-' + [Guid]::NewGuid().ToString('N')
    Set-Item -Path "function:global:$name" -Value $Body
    Set-Alias -Name $full -Value $name -Scope Global
}

function global:Start-Sleep {
    [CmdletBinding()] param([Parameter(Position = 0)] [double] $Seconds, [int] $Milliseconds)
    $base = $global:Server.Base
    $base.Slept++
    foreach ($entry in @($base.Late | Where-Object { $_.After -le $base.Slept })) { [void] $base.Late.Remove($entry); & $entry.Do }
}

function global:Add-Late {
    # Something that happens while the script waits: behind its nth Start-Sleep. What it needs it has by a closure.
    param([int] $After, [scriptblock] $Do)
    $global:Server.Base.Late.Add(@{ After = $After; Do = $Do })
}
#endregion
