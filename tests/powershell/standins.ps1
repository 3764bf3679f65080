<#
Stands in for the Windows parts that the scripts use: the registry of WSUS, the WebAdministration module and the files of
IIS. The state is data; applicationHost.config is written from it and is then the one truth, as on a server.

It misbehaves as real ones do (each with its source):
- sslFlags reads as a text where something is set and as an object with a number where nothing is (WebAdministrationDsc)
- at IIS:\Sites\... without -Location the section is locked, 0x80070021 (iis-docs, how to use locking)
- errors speak German; a target that is not there is a warning and no value
- a write may report success and do nothing, or be seen only after a while (Remove-WebConfigurationLocation, example 1)
#>

$global:AppHost = 'MACHINE/WEBROOT/APPHOST'
$global:Access = 'system.webServer/security/access'
$global:FlagBits = [ordered] @{ Ssl = 8; SslNegotiateCert = 32; SslRequireCert = 64; SslMapCert = 128; Ssl128 = 256 }

function global:Initialize-StandIn {
    # The server of a case: registry, sites, own flags by location path, and what goes wrong.
    param($State, [string] $Folder)
    $global:State = $State
    $global:Written = New-Object System.Collections.Generic.List[string]
    $global:Late = New-Object System.Collections.Generic.List[object]
    $global:Slept = 0
    $env:SystemRoot = $Folder
    $config = [IO.Path]::Combine($Folder, 'System32', 'inetsrv', 'config')
    [void] [IO.Directory]::CreateDirectory($config)
    $global:ConfigFile = [IO.Path]::Combine($config, 'applicationHost.config')
    $redirection = if ($State.redirected) { '<configurationRedirection enabled="true" path="\\server\share" />' } else { '<configurationRedirection />' }
    [IO.File]::WriteAllText([IO.Path]::Combine($config, 'redirection.config'), "<configuration>$redirection</configuration>")
    if ($State.no_files) {
        # The configuration is elsewhere, and only WebAdministration knows where.
        [IO.Directory]::Delete($config, $true)
        $global:ConfigFile = [IO.Path]::Combine($Folder, 'elsewhere.config')
    }
    Save-Document (New-Document $State)
    $known = Get-PSDrive -Name HKLM -ErrorAction SilentlyContinue
    # On a Windows it is the computer's own, and is not to be emptied below.
    if ($known -and $known.Provider.Name -ne 'MemoryDrive') { Remove-PSDrive -Name HKLM -Scope Global -Force -ErrorAction Stop; $known = $null }
    if (-not $known) {
        New-PSDrive -Name HKLM -PSProvider MemoryDrive -Root '\' -Scope Global | Out-Null
    }
    if (Test-Path -LiteralPath 'HKLM:\SOFTWARE') { Remove-Item -LiteralPath 'HKLM:\SOFTWARE' -Recurse -Force }
    $values = @{ PortNumber = 8530; UsingSSL = 0 }
    if ($null -ne $State.site_id) { $values['IISTargetWebSiteIndex'] = [int] $State.site_id }
    Set-MemoryDriveItem -Path 'HKLM:\SOFTWARE\Microsoft\Update Services\Server\Setup' -Property $values
}

function global:New-Document($State) {
    $document = New-Object System.Xml.XmlDocument
    $document.LoadXml('<configuration><system.applicationHost><sites /></system.applicationHost><system.webServer><security><access sslFlags="None" /></security></system.webServer></configuration>')
    if ($State.server_flags) { $document.SelectSingleNode('/configuration/system.webServer/security/access').SetAttribute('sslFlags', $State.server_flags) }
    $sites = $document.SelectSingleNode('//sites')
    foreach ($entry in $State.sites) {
        $site = $sites.AppendChild($document.CreateElement('site'))
        $site.SetAttribute('id', [string] $entry.id)
        $site.SetAttribute('name', $entry.name)
        $root = $site.AppendChild($document.CreateElement('application'))
        $root.SetAttribute('path', '/')
        foreach ($name in @('') + @($entry.directories)) { $root.AppendChild($document.CreateElement('virtualDirectory')).SetAttribute('path', '/' + $name) }
        foreach ($name in @($entry.applications)) {
            $application = $site.AppendChild($document.CreateElement('application'))
            $application.SetAttribute('path', '/' + $name)
            $application.AppendChild($document.CreateElement('virtualDirectory')).SetAttribute('path', '/')
        }
    }
    foreach ($own in $State.own) { Set-OwnFlag $document $own.location $own.flags }
    if ($State.further_xml) { $document.DocumentElement.InnerXml += $State.further_xml }
    Write-Output -NoEnumerate $document
}

function global:Read-Document { , $global:Document }

function global:Save-Document($Document) {
    $Document.Save($global:ConfigFile)
    $global:Document = $Document
}

function global:Find-Location($Document, [string] $Path) {
    foreach ($location in $Document.SelectNodes('/configuration/location')) {
        if ($location.GetAttribute('path') -eq $Path) { return $location }
    }
}

function global:Set-OwnFlag($Document, [string] $Path, [string] $Flags) {
    $location = Find-Location $Document $Path
    if (-not $location) {
        $location = $Document.DocumentElement.AppendChild($Document.CreateElement('location'))
        $location.SetAttribute('path', $Path)
    }
    $access = $location.SelectSingleNode($global:Access)
    if (-not $access) {
        $node = $location
        foreach ($name in $global:Access.Split('/')) {
            $child = $node.SelectSingleNode($name)
            if (-not $child) { $child = $node.AppendChild($Document.CreateElement($name)) }
            $node = $child
        }
        $access = $node
    }
    $access.SetAttribute('sslFlags', $Flags)
}

function global:Clear-OwnFlag($Document, [string] $Path) {
    $location = Find-Location $Document $Path
    if ($location) {
        $access = $location.SelectSingleNode($global:Access)
        if ($access) { [void] $access.ParentNode.RemoveChild($access) }
    }
}

function global:New-GermanError([string] $Text, [int] $Code) {
    New-Object System.Runtime.InteropServices.COMException($Text, $Code)
}

function global:Test-Named($List, [string] $Location) { @($List | Where-Object { $_ -eq $Location }).Count -gt 0 }

function global:Import-Module {
    [CmdletBinding()] param([Parameter(Position = 0)] [string[]] $Name)
    if ($global:State.module_missing) {
        throw (New-Object System.IO.FileNotFoundException('Das angegebene Modul "WebAdministration" wurde nicht geladen, da in keinem Modulverzeichnis eine gueltige Moduldatei gefunden wurde.'))
    }
}

function global:Get-WebConfiguration {
    [CmdletBinding()] param([Parameter(Position = 0)] [string[]] $Filter, [Parameter(Position = 1)] [string[]] $PSPath, [string[]] $Location)
    Assert-Path $PSPath
    foreach ($node in (Read-Document).SelectNodes('/configuration' + $Filter[0])) {
        $item = New-Object PSObject
        foreach ($attribute in $node.Attributes) { $item | Add-Member -MemberType NoteProperty -Name $attribute.Name -Value $attribute.Value }
        $item | Add-Member -MemberType NoteProperty -Name PSPath -Value $PSPath[0]
        $item
    }
}

function global:Assert-Path([string[]] $PSPath) {
    if ($PSPath[0] -ne $global:AppHost) {
        throw (New-Object System.Management.Automation.DriveNotFoundException('Das Laufwerk wurde nicht gefunden. Ein Laufwerk mit dem Namen "IIS" ist nicht vorhanden.'))
    }
}

function global:Get-WebConfigurationProperty {
    [CmdletBinding()] param([Parameter(Position = 0)] [string[]] $Filter, [Parameter(Position = 1)] [string[]] $PSPath, [string[]] $Location, [string[]] $Name)
    Assert-Path $PSPath
    if ($Filter[0] -ne $global:Access -or $Name[0] -ne 'sslFlags') { throw "unexpected: $Filter $Name" }
    $path = if ($Location) { $Location[0] } else { '' }
    if (Test-Named $global:State.unreadable $path) { throw (New-GermanError 'Zugriff verweigert.' 0x80070005) }
    if (Test-Named $global:State.silent $path) { Write-Warning "Das Zielkonfigurationsobjekt '$($Filter[0])' wurde nicht gefunden."; return }
    $value = Get-Effective $path
    foreach ($entry in $global:State.answers) { if ($entry.location -eq $path) { $value = $entry.flags } }
    $bits = 0
    foreach ($flag in $global:FlagBits.Keys) { if ($value.Split(',').Trim() -contains $flag) { $bits = $bits -bor $global:FlagBits[$flag] } }
    if ($global:State.shape -eq 'number') { return [long] $bits }
    if ($bits -and $global:State.shape -ne 'object') { return ($value -replace ', ', ',') }
    $attribute = New-Object PSObject -Property @{ Name = 'sslFlags'; Value = [long] $bits; IsInheritedFromDefaultValue = ($bits -eq 0); IsProtected = $false }
    $attribute
}

function global:Get-Effective([string] $Path) {
    $document = Read-Document
    while ($Path) {
        $location = Find-Location $document $Path
        $access = if ($location) { $location.SelectSingleNode($global:Access) }
        if ($access) { return $access.GetAttribute('sslFlags') }
        $Path = if ($Path.Contains('/')) { $Path.Substring(0, $Path.LastIndexOf('/')) } else { '' }
    }
    $document.SelectSingleNode('/configuration/system.webServer/security/access').GetAttribute('sslFlags')
}

function global:Set-WebConfigurationProperty {
    [CmdletBinding()] param([Parameter(Position = 0)] [string[]] $Filter, [Parameter(Position = 1)] [string[]] $PSPath, [string[]] $Location, [string] $Name, $Value)
    Write-StandIn $PSPath $Location ([string] $Value)
}

function global:Clear-WebConfiguration {
    [CmdletBinding()] param([Parameter(Position = 0)] [string[]] $Filter, [Parameter(Position = 1)] [string[]] $PSPath, [string[]] $Location)
    Write-StandIn $PSPath $Location $null
}

function global:Write-StandIn([string[]] $PSPath, [string[]] $Location, $Flags) {
    if (-not $Location) {
        throw (New-GermanError 'Der Konfigurationsabschnitt kann in diesem Pfad nicht verwendet werden. Dies ist der Fall, wenn der Abschnitt auf uebergeordneter Ebene gesperrt ist.' 0x80070021)
    }
    Assert-Path $PSPath
    if (Test-Named $global:State.unwritable $Location[0]) { throw (New-GermanError 'Die Datei wurde nach dem Lesen veraendert.' 0x80070021) }
    $global:Written.Add($Location[0])
    if (Test-Named $global:State.lying $Location[0]) { return }
    if (Test-Named $global:State.slow $Location[0]) { $global:Late.Add(@($Location[0], $Flags)); return }
    Write-Now $Location[0] $Flags
}

function global:Write-Now([string] $Location, $Flags) {
    $document = Read-Document
    if ($null -eq $Flags) { Clear-OwnFlag $document $Location } else { Set-OwnFlag $document $Location $Flags }
    Save-Document $document
}

function global:Start-Sleep {
    [CmdletBinding()] param([Parameter(Position = 0)] [double] $Seconds)
    $global:Slept++
    if ($global:Slept -eq 2) { foreach ($entry in $global:Late) { Write-Now $entry[0] $entry[1] } }
}
