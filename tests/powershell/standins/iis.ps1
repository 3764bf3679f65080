<#
Stands in for IIS (WebAdministration and applicationHost.config, which is the one truth for sites, bindings and sslFlags) and
for http.sys with netsh.exe, which has entries of its own.

Misbehaviour, each with its source:
- a value is a text, a number, or an object whose Value it is (WebAdministrationDsc); the WSUS site's line has no star
  (sample get_webbinding_wsus_https)
- a write reports success and does nothing, or shows late; a certificate reaches the binding and not http.sys, or stays in
  http.sys behind a binding that is gone (failures, F15; community.windows, win_iis_webbinding)
- a certificate without a usable key: 0x80070520; an entry that is left over: 0x800700B7
- a name of a site that is taken for a pattern; a state that cannot be read while the services are stopped
- sslFlags: see standins.ps1, which has the same behaviour for the older tests
- netsh: English and German, the layouts of IIS 7 and of today, and an error where there is nothing (samples netsh_*)
#>

. ([IO.Path]::Combine($PSScriptRoot, 'httpsys.ps1'))
. ([IO.Path]::Combine($PSScriptRoot, 'sslflags.ps1'))
. ([IO.Path]::Combine($PSScriptRoot, 'iislog.ps1'))

function global:Initialize-Iis {
    param($State)
    $wsus = @('ApiRemoting30', 'ClientWebService', 'DssAuthWebService', 'Inventory', 'ReportingWebService', 'ServerSyncWebService', 'SimpleAuthWebService')
    $facts = Join-Fact @{
        sites = @(
            [pscustomobject] @{ id = 1; name = 'Default Web Site'; bindings = @([pscustomobject] @{ protocol = 'http'; information = '*:80:' }) }
            [pscustomobject] @{ id = 1806390885; name = 'WSUS Administration'; bindings = @([pscustomobject] @{ protocol = 'http'; information = '*:8530:' }, [pscustomobject] @{ protocol = 'https'; information = '*:8531:' })
                applications = $wsus; directories = @('Content', 'SelfUpdate') }
        )
        pool = 'WsusPool'
        shape = 'plain'                     # plain, or object
        state_unread = $false
        name_is_pattern = $true
        bindings_denied = $false
        lying = @()                         # line, remove, certificate, httpsys (IIS has it, http.sys not), entry (stays behind)
        late = $false                       # writes show behind the second wait
        add_fails = ''                      # HRESULT of AddSslCertificate
        exists = $false                     # AddSslCertificate fails with 0x800700B7 while http.sys has an entry
        entries = @()                       # of http.sys: address, hash, store, application, negotiate
        language = 'en'
        layout = 'today'                    # today, iis7
        registered = $true                  # the registry has the entries, too
        netsh_exit = 0                      # what netsh ends with, instead of showing anything
        netsh_prints = $true
        netsh_text = @()                    # lines that netsh prints in place of its own
        own = @()                           # sslFlags: location and flags
        server_flags = ''
        flags_shape = 'real'                # real, object, number
        flags_unreadable = @()
        flags_lying = @()
        redirected = $false
        backup = 'works'                    # refuses, lies
        log = @{}                           # what iislog.ps1 has else
    } $State
    $global:Server['Iis'] = $facts
    $config = [IO.Path]::Combine($env:SystemRoot, 'System32', 'inetsrv', 'config')
    [void] [IO.Directory]::CreateDirectory($config)
    $facts['File'] = [IO.Path]::Combine($config, 'applicationHost.config')
    $redirection = if ($facts.redirected) { '<configurationRedirection enabled="true" path="\\server\share" />' } else { '<configurationRedirection />' }
    [IO.File]::WriteAllText([IO.Path]::Combine($config, 'redirection.config'), "<configuration>$redirection</configuration>")
    Save-StandInConfig (New-StandInConfig $facts)
    Initialize-StandInHttpSys
    Initialize-StandInIisLog $facts.log
}

function global:New-StandInConfig($Facts) {
    $document = [xml] '<configuration><system.applicationHost><sites /></system.applicationHost><system.webServer><security><access sslFlags="None" /></security></system.webServer></configuration>'
    if ($Facts.server_flags) { $document.SelectSingleNode('/configuration/system.webServer/security/access').SetAttribute('sslFlags', $Facts.server_flags) }
    foreach ($entry in $Facts.sites) {
        $site = $document.SelectSingleNode('//sites').AppendChild($document.CreateElement('site'))
        $site.SetAttribute('id', [string] $entry.id)
        $site.SetAttribute('name', $entry.name)
        $site.SetAttribute('state', $(if ($entry.PSObject.Properties['state']) { $entry.state } else { 'Started' }))
        $directories = if ($entry.PSObject.Properties['directories']) { @($entry.directories) } else { @() }
        $applications = if ($entry.PSObject.Properties['applications']) { @($entry.applications) } else { @() }
        foreach ($path in @('') + $applications) {
            $application = $site.AppendChild($document.CreateElement('application'))
            $application.SetAttribute('path', '/' + $path)
            $application.SetAttribute('applicationPool', $(if ($applications.Count) { $Facts.pool } else { 'DefaultAppPool' }))
            foreach ($name in @('') + $(if ($path -eq '') { $directories } else { @() })) { $application.AppendChild($document.CreateElement('virtualDirectory')).SetAttribute('path', '/' + $name) }
        }
        $bindings = $site.AppendChild($document.CreateElement('bindings'))
        foreach ($line in @($entry.bindings)) {
            $binding = $bindings.AppendChild($document.CreateElement('binding'))
            $binding.SetAttribute('protocol', $line.protocol)
            $binding.SetAttribute('bindingInformation', $line.information)
            foreach ($pair in @('hash', 'certificateHash'), @('store', 'certificateStoreName'), @('ssl_flags', 'sslFlags')) {
                $binding.SetAttribute($pair[1], [string] $(if ($line.PSObject.Properties[$pair[0]]) { $line.($pair[0]) } elseif ($pair[1] -eq 'sslFlags') { '0' }))
            }
        }
    }
    foreach ($own in $Facts.own) { Set-StandInFlag $document $own.location $own.flags }
    , $document
}

$global:StandInConfig = @{ File = ''; Time = $null; Document = $null }

function global:Read-StandInConfig {
    # Read anew only where it was written since: it is asked for hundreds of times.
    $file = $global:Server.Iis.File
    $time = [IO.File]::GetLastWriteTimeUtc($file)
    if ($global:StandInConfig.File -ne $file -or $global:StandInConfig.Time -ne $time) {
        $document = New-Object System.Xml.XmlDocument
        $document.Load($file)
        $global:StandInConfig = @{ File = $file; Time = $time; Document = $document }
    }
    , $global:StandInConfig.Document
}

function global:Save-StandInConfig($Document) { $Document.Save($global:Server.Iis.File) }

function global:Find-StandInBinding($Document, [string] $Site, [string] $Protocol, [string] $Information) {
    foreach ($node in $Document.SelectNodes('//sites/site')) {
        if ($node.GetAttribute('name') -ne $Site) { continue }
        foreach ($binding in $node.SelectNodes('bindings/binding')) {
            if ($binding.GetAttribute('protocol') -eq $Protocol -and $binding.GetAttribute('bindingInformation') -eq $Information) { return $binding }
        }
    }
}

function global:ConvertTo-StandInValue([string] $Name, [string] $Value) {
    # As it is; or an object with a value, as IIS gives some.
    if ($global:Server.Iis.shape -ne 'object') { return $(if ($Name -eq 'id' -or $Name -eq 'sslFlags') { [long] $Value } else { $Value }) }
    [pscustomobject] @{ Name = $Name; Value = $(if ($Name -eq 'id' -or $Name -eq 'sslFlags') { [long] $Value } elseif ($Name -eq 'state') { [long] @('Starting', 'Started', 'Stopping', 'Stopped').IndexOf($Value) } else { $Value }); IsProtected = $false }
}

function global:Get-Website {
    [CmdletBinding()] param([Parameter(Position = 0)] [string] $Name)
    foreach ($node in (Read-StandInConfig).SelectNodes('//sites/site')) {
        if ($Name -and $node.GetAttribute('name') -ne $Name) { continue }
        $site = [pscustomobject] @{ name = $node.GetAttribute('name'); id = ConvertTo-StandInValue 'id' $node.GetAttribute('id') }
        Add-Member -InputObject $site -MemberType NoteProperty -Name logFile -Value (New-StandInLogFile)
        if ($global:Server.Iis.state_unread) {
            Add-Member -InputObject $site -MemberType ScriptProperty -Name state -Value { throw (New-GermanError 'Der Dienst wurde nicht gestartet.' 0x80070426) }
        } else {
            Add-Member -InputObject $site -MemberType NoteProperty -Name state -Value (ConvertTo-StandInValue 'state' $node.GetAttribute('state'))
        }
        $site
    }
}

function global:Get-WebBinding {
    [CmdletBinding()] param([Parameter(Position = 0)] [string] $Name, [string] $Protocol, [int] $Port, [string] $IPAddress, [string] $HostHeader)
    $facts = $global:Server.Iis
    if ($facts.bindings_denied) { $PSCmdlet.WriteError((New-Failure (New-Object System.UnauthorizedAccessException('Die Datei "redirection.config" kann aufgrund unzureichender Berechtigungen nicht gelesen werden.')) 0x80070005)); return }
    foreach ($site in (Read-StandInConfig).SelectNodes('//sites/site')) {
        $own = $site.GetAttribute('name')
        if ($Name -and -not $(if ($facts.name_is_pattern) { $own -like $Name } else { $own -eq $Name })) { continue }
        foreach ($binding in $site.SelectNodes('bindings/binding')) {
            if ($Protocol -and $binding.GetAttribute('protocol') -ne $Protocol) { continue }
            if ($Port -and $binding.GetAttribute('bindingInformation') -notmatch ":$($Port):[^:]*\z") { continue }
            New-StandInLine $own $site.GetAttribute('id') $binding
        }
    }
}

function global:New-StandInLine([string] $Site, [string] $Id, $Binding) {
    $line = [pscustomobject] @{ Site = $Site; ItemXPath = "/system.applicationHost/sites/site[@name='$Site' and @id='$Id']" }
    foreach ($name in 'protocol', 'bindingInformation', 'sslFlags', 'certificateHash', 'certificateStoreName') {
        Add-Member -InputObject $line -MemberType NoteProperty -Name $name -Value (ConvertTo-StandInValue $name $Binding.GetAttribute($name))
    }
    Add-Member -InputObject $line -MemberType NoteProperty -Name Key -Value @($Site, $Binding.GetAttribute('protocol'), $Binding.GetAttribute('bindingInformation'))
    Add-Member -InputObject $line -MemberType ScriptMethod -Name AddSslCertificate -Value { param($Thumbprint, $Store) Add-StandInSslCertificate $this.Key $Thumbprint $Store }
    Add-Member -InputObject $line -MemberType ScriptMethod -Name RemoveSslCertificate -Value { Remove-StandInSslCertificate $this.Key }
    $line
}

function global:New-WebBinding {
    [CmdletBinding()] param([Parameter(Position = 0)] [string] $Name, [string] $Protocol = 'http', [int] $Port = 80, [string] $IPAddress = '*', [string] $HostHeader = '', [int] $SslFlags = 0, [switch] $Force)
    $information = $IPAddress + ':' + $Port + ':' + $HostHeader
    Add-Change "binding $Name $Protocol $information"
    if (Test-Among $global:Server.Iis.lying 'line') { return }
    Invoke-StandInWrite ({
        $document = Read-StandInConfig
        foreach ($site in $document.SelectNodes('//sites/site')) {
            if ($site.GetAttribute('name') -ne $Name) { continue }
            $binding = $site.SelectSingleNode('bindings').AppendChild($document.CreateElement('binding'))
            foreach ($pair in @('protocol', $Protocol), @('bindingInformation', $information), @('certificateHash', ''), @('certificateStoreName', ''), @('sslFlags', [string] $SslFlags)) { $binding.SetAttribute($pair[0], $pair[1]) }
        }
        Save-StandInConfig $document
    }.GetNewClosure())
}

function global:Remove-WebBinding {
    [CmdletBinding()] param([Parameter(Position = 0)] [string] $Name, [string] $Protocol, [string] $BindingInformation, [int] $Port, [string] $IPAddress, [string] $HostHeader)
    Add-Change "remove binding $Name $Protocol $BindingInformation"
    if (Test-Among $global:Server.Iis.lying 'remove') { return }
    Invoke-StandInWrite ({
        $document = Read-StandInConfig
        $binding = Find-StandInBinding $document $Name $Protocol $BindingInformation
        if ($binding) { [void] $binding.ParentNode.RemoveChild($binding) }
        Save-StandInConfig $document
    }.GetNewClosure())
}

function global:Invoke-StandInWrite([scriptblock] $Do) { if ($global:Server.Iis.late) { Add-Late ($global:Server.Base.Slept + 2) $Do } else { & $Do } }

function global:Add-StandInSslCertificate($Key, [string] $Thumbprint, [string] $Store) {
    # On the binding and in http.sys. Only a certificate whose key can be used.
    $facts = $global:Server.Iis
    $address = Get-StandInAddress $Key[2]
    if ($facts.add_fails) { throw (New-GermanError 'Fehler beim Zuweisen des Zertifikats.' ([Convert]::ToInt32($facts.add_fails, 16))) }
    if ($facts.exists -and @($facts.Held | Where-Object { $_.address -eq $address }).Count) { throw (New-GermanError 'Eine Datei kann nicht erstellt werden, wenn sie bereits vorhanden ist.' 0x800700B7) }
    $found = @(Microsoft.PowerShell.Management\Get-ChildItem -LiteralPath "Cert:\LocalMachine\$Store" | Where-Object { $_.Thumbprint -eq $Thumbprint })
    if ($found.Count -ne 1 -or -not $found[0].HasPrivateKey -or $found[0].PSObject.BaseObject.GetType().Name -eq 'StandInBrokenCertificate') {
        throw (New-GermanError 'Eine angegebene Anmeldesitzung ist nicht vorhanden. Sie wurde gegebenenfalls bereits beendet.' 0x80070520)
    }
    Add-Change "certificate $($Key[2]) $Thumbprint"
    if (Test-Among $facts.lying 'certificate') { return }
    Invoke-StandInWrite ({
        Set-StandInHash $Key $Thumbprint $Store
        if (-not (Test-Among $global:Server.Iis.lying 'httpsys')) { Set-StandInEntry $address $Thumbprint $Store }
    }.GetNewClosure())
}

function global:Remove-StandInSslCertificate($Key) {
    Add-Change "no certificate $($Key[2])"
    Set-StandInHash $Key '' ''
    if (-not (Test-Among $global:Server.Iis.lying 'entry')) { Set-StandInEntry (Get-StandInAddress $Key[2]) '' '' }
}

function global:Set-StandInHash($Key, [string] $Thumbprint, [string] $Store) {
    $document = Read-StandInConfig
    $binding = Find-StandInBinding $document $Key[0] $Key[1] $Key[2]
    if ($binding) {
        $binding.SetAttribute('certificateHash', $Thumbprint)
        $binding.SetAttribute('certificateStoreName', $Store)
    }
    Save-StandInConfig $document
}

function global:Get-WebConfiguration {
    [CmdletBinding()] param([Parameter(Position = 0)] [string[]] $Filter, [Parameter(Position = 1)] [string[]] $PSPath, [string[]] $Location)
    Assert-StandInPath $PSPath
    foreach ($node in (Read-StandInConfig).SelectNodes('/configuration' + $Filter[0])) {
        $item = [pscustomobject] @{ PSPath = $PSPath[0] }
        foreach ($attribute in $node.Attributes) { Add-Member -InputObject $item -MemberType NoteProperty -Name $attribute.Name -Value $attribute.Value }
        $item
    }
}

function global:Backup-WebConfiguration {
    [CmdletBinding()] param([Parameter(Position = 0, Mandatory = $true)] [string] $Name)
    $facts = $global:Server.Iis
    if ($facts.backup -eq 'refuses') { $PSCmdlet.WriteError((New-Failure (New-Object System.UnauthorizedAccessException('Der Zugriff auf den Pfad wurde verweigert.')) 0x80070005)); return }
    Add-Change "backup $Name"
    if ($facts.backup -eq 'lies') { return }
    $folder = [IO.Path]::Combine($env:SystemRoot, 'System32', 'inetsrv', 'backup', $Name)
    [void] [IO.Directory]::CreateDirectory($folder)
    [IO.File]::Copy($facts.File, [IO.Path]::Combine($folder, 'applicationHost.config'))
    [pscustomobject] @{ Name = $Name; CreationDate = [DateTime]::UtcNow }
}

function global:Assert-StandInPath([string[]] $PSPath) {
    if ($PSPath[0] -ne 'MACHINE/WEBROOT/APPHOST') {
        throw (New-Object System.Management.Automation.DriveNotFoundException('Das Laufwerk wurde nicht gefunden. Ein Laufwerk mit dem Namen "IIS" ist nicht vorhanden.'))
    }
}
