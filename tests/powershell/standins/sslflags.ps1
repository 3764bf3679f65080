<#
sslFlags in applicationHost.config, by WebAdministration. Part of the area Iis, which loads it and has its facts. The same
behaviour as in standins.ps1: a text where something is set, an object with a number where nothing is; locked without -Location.
#>

$global:StandInAccess = 'system.webServer/security/access'

function global:Find-StandInLocation($Document, [string] $Path) {
    foreach ($location in $Document.SelectNodes('/configuration/location')) {
        if ($location.GetAttribute('path') -eq $Path) { return $location }
    }
}

function global:Set-StandInFlag($Document, [string] $Path, [string] $Flags) {
    $node = Find-StandInLocation $Document $Path
    if (-not $node) {
        $node = $Document.DocumentElement.AppendChild($Document.CreateElement('location'))
        $node.SetAttribute('path', $Path)
    }
    foreach ($name in $global:StandInAccess.Split('/')) {
        $child = $node.SelectSingleNode($name)
        $node = if ($child) { $child } else { $node.AppendChild($Document.CreateElement($name)) }
    }
    $node.SetAttribute('sslFlags', $Flags)
}

function global:Get-StandInEffective([string] $Path) {
    $document = Read-StandInConfig
    while ($Path) {
        $location = Find-StandInLocation $document $Path
        $access = if ($location) { $location.SelectSingleNode($global:StandInAccess) }
        if ($access) { return $access.GetAttribute('sslFlags') }
        $Path = if ($Path.Contains('/')) { $Path.Substring(0, $Path.LastIndexOf('/')) } else { '' }
    }
    $document.SelectSingleNode('/configuration/system.webServer/security/access').GetAttribute('sslFlags')
}

function global:Get-WebConfigurationProperty {
    [CmdletBinding()] param([Parameter(Position = 0)] [string[]] $Filter, [Parameter(Position = 1)] [string[]] $PSPath, [string[]] $Location, [string[]] $Name)
    Assert-StandInPath $PSPath
    if ($Filter[0] -ne $global:StandInAccess -or $Name[0] -ne 'sslFlags') { throw "unexpected: $Filter $Name" }
    $path = if ($Location) { $Location[0] } else { '' }
    $facts = $global:Server.Iis
    if (Test-Among $facts.flags_unreadable $path) { throw (New-GermanError 'Zugriff verweigert.' 0x80070005) }
    $value = Get-StandInEffective $path
    $bits = 0
    $all = [ordered] @{ Ssl = 8; SslNegotiateCert = 32; SslRequireCert = 64; SslMapCert = 128; Ssl128 = 256 }
    foreach ($flag in $all.Keys) { if ($value.Split(',').Trim() -contains $flag) { $bits = $bits -bor $all[$flag] } }
    if ($facts.flags_shape -eq 'number') { return [long] $bits }
    if ($bits -and $facts.flags_shape -ne 'object') { return ($value -replace ', ', ',') }
    [pscustomobject] @{ Name = 'sslFlags'; Value = [long] $bits; IsInheritedFromDefaultValue = ($bits -eq 0); IsProtected = $false }
}

function global:Set-WebConfigurationProperty {
    [CmdletBinding()] param([Parameter(Position = 0)] [string[]] $Filter, [Parameter(Position = 1)] [string[]] $PSPath, [string[]] $Location, [string] $Name, $Value)
    Write-StandInFlag $PSPath $Location ([string] $Value)
}

function global:Clear-WebConfiguration {
    [CmdletBinding()] param([Parameter(Position = 0)] [string[]] $Filter, [Parameter(Position = 1)] [string[]] $PSPath, [string[]] $Location)
    Write-StandInFlag $PSPath $Location $null
}

function global:Write-StandInFlag([string[]] $PSPath, [string[]] $Location, $Flags) {
    if (-not $Location) {
        throw (New-GermanError 'Der Konfigurationsabschnitt kann in diesem Pfad nicht verwendet werden. Dies ist der Fall, wenn der Abschnitt auf uebergeordneter Ebene gesperrt ist.' 0x80070021)
    }
    Assert-StandInPath $PSPath
    Add-Change "sslFlags $($Location[0])"
    if (Test-Among $global:Server.Iis.flags_lying $Location[0]) { return }
    $document = Read-StandInConfig
    if ($null -ne $Flags) {
        Set-StandInFlag $document $Location[0] $Flags
    } else {
        $found = Find-StandInLocation $document $Location[0]
        $access = if ($found) { $found.SelectSingleNode($global:StandInAccess) }
        if ($access) { [void] $access.ParentNode.RemoveChild($access) }
    }
    Save-StandInConfig $document
}
