<#
Stands in for WSUS: its set-up values, its service, WsusUtil.exe, and the WSUS API (Microsoft.UpdateServices.Administration).

The registry is the truth: configuressl writes it, the API answers by it. Misbehaviour, each with its source:
- configuressl: an exit code that is documented nowhere, a line on stderr, German text, success that does nothing, no
  https binding (facts, 6; failures, F25)
- the API: the assembly is missing (failures, F24), trust refused (F01), 403 and 503 (F30), not in WSUS Administrators (F22),
  nobody there, no TLS, no valid server; texts are German, so only types and codes tell (F01, trap)
- listfrontendservers: any text and any exit code; what was seen of it is one page (facts, 1.2)
#>

class WsusInvalidServerException : Exception { WsusInvalidServerException([string] $Text) : base($Text) { } }

class StandInResponse : Net.WebResponse {
    [Net.HttpStatusCode] $StatusCode
    StandInResponse([int] $Status) { $this.StatusCode = $Status }
}

class StandInAdminProxy {
    static [object] GetUpdateServer([string] $Name, [bool] $UseSsl, [int] $Port) {
        $facts = $global:Server.Wsus
        $facts.Asked.Add("$Name $UseSsl $Port")
        $answer = [string] $(if ($UseSsl) { $facts.api } else { $facts.api_http })
        if ($answer -ne 'works') {
            # As PowerShell shows what a method throws.
            throw (New-Object System.Management.Automation.MethodInvocationException('Ausnahme beim Aufrufen von "GetUpdateServer" mit 3 Argument(en).', (New-StandInRefusal $answer)))
        }
        $server = [pscustomobject] @{ Name = $Name; Version = [version] $facts.version; IsConnectionSecureForApiRemoting = $UseSsl; PortNumber = $Port }
        Add-Member -InputObject $server -MemberType ScriptMethod -Name GetDownstreamServers -Value { , (Get-StandInDownstream) }
        return $server
    }
}

function global:New-StandInRefusal([string] $Answer) {
    $closed = 'Die zugrunde liegende Verbindung wurde geschlossen: '
    $web = 'Net.WebException'
    if ($Answer -match '\A\d+\z') { return New-Object $web ("Fehler bei der Anforderung mit HTTP-Status $Answer.", $null, [Net.WebExceptionStatus]::ProtocolError, [StandInResponse]::new([int] $Answer)) }
    switch ($Answer) {
        'trust' { New-Object $web (($closed + 'Fuer den geschuetzten SSL/TLS-Kanal konnte keine Vertrauensstellung hergestellt werden.'), (New-Object Security.Authentication.AuthenticationException('Das Remotezertifikat ist laut Validierungsverfahren ungueltig.')), [Net.WebExceptionStatus]::TrustFailure, $null) }
        'refused' { New-Object $web ('Die Verbindung mit dem Remoteserver kann nicht hergestellt werden.', (New-Object Net.Sockets.SocketException(10061)), [Net.WebExceptionStatus]::ConnectFailure, $null) }
        'name' { New-Object $web ('Der Remotename konnte nicht aufgeloest werden.', $null, [Net.WebExceptionStatus]::NameResolutionFailure, $null) }
        'channel' { New-Object $web ('Die Anfrage wurde abgebrochen: Es konnte kein geschuetzter SSL/TLS-Kanal erstellt werden.', (New-Object ComponentModel.Win32Exception(-2146893007)), [Net.WebExceptionStatus]::SecureChannelFailure, $null) }
        'timeout' { New-Object $web ('Timeout fuer Vorgang ueberschritten', [Net.WebExceptionStatus]::Timeout) }
        'rights' { (New-Failure (New-Object Security.SecurityException('Fehler bei der Anforderung der Prinzipalberechtigung.')) 0x8013150A).Exception }
        'invalid' { [WsusInvalidServerException]::new('Der WSUS-Server ist ungueltig.') }
        'html' { New-Object InvalidOperationException('Der Client hat den Antwortinhaltstyp "text/html" gefunden, erwartete jedoch "text/xml".') }
    }
}

function global:Initialize-Wsus {
    param($State)
    $facts = Join-Fact @{
        setup = $true                       # the key is there
        service = 'Running'                 # '' for no service
        content = $true                     # the folder WsusContent is there
        program = $true                     # WsusUtil.exe is there
        site_id = 1806390885
        using_ssl = 0
        port = 8530
        name = ''                           # ServerCertificateName; '' for absent
        https_port = 8531                   # of the site's binding; 0 for none
        configuressl = 'works'              # works, fails, lies, stderr, strange, silent, broken, asks
        update_point = $true
        assembly = $true                    # false only in a process that never had it: PowerShell remembers types
        api = 'works'                       # over https: works, an HTTP status, trust, refused, name, channel, timeout, rights, invalid, html
        api_http = 'works'
        version = '10.0.20348.143'
        front_ends = $null                  # name, active, master; null: this one alone
        front_ends_text = $null             # lines that listfrontendservers prints in place of its own
        front_ends_exit = 0
        downstream = @()                    # name, replica, last (UTC; '' for a server that never came)
        downstream_fails = ''               # as api, but of GetDownstreamServers
        administrators_sid = 'S-1-5-21-3623811015-3361044348-30300820-1010'
        sid_as_bytes = $true
    } $State
    $global:Server['Wsus'] = $facts
    $folder = [IO.Path]::Combine($env:ProgramFiles, 'Update Services')
    $key = 'HKLM:\SOFTWARE\Microsoft\Update Services\Server\Setup'
    Set-StandInService 'WsusService' $(if ($facts.service -ne '') { $facts.service })
    if ($facts.setup) {
        $content = [IO.Path]::Combine($global:Server.Base.Folder, 'WSUS')
        [void] [IO.Directory]::CreateDirectory($content)
        if ($facts.content) { [void] [IO.Directory]::CreateDirectory([IO.Path]::Combine($content, 'WsusContent')) }
        Set-Registry $key 'TargetDir' ($folder + [IO.Path]::DirectorySeparatorChar)
        Set-Registry $key 'ContentDir' $content
        Set-Registry $key 'VersionString' $facts.version
        Set-Registry $key 'SqlServerName' 'MICROSOFT##WID'
        Set-Registry $key 'IISTargetWebSiteIndex' ([int] $facts.site_id)
        Set-Registry $key 'UsingSSL' ([int] $facts.using_ssl)
        Set-Registry $key 'PortNumber' ([int] $facts.port)
        if ($facts.name -ne '') { Set-Registry $key 'ServerCertificateName' $facts.name }
        if ($facts.administrators_sid) {
            $sid = if ($facts.sid_as_bytes) { ConvertTo-StandInSid $facts.administrators_sid } else { $facts.administrators_sid }
            Set-Registry $key 'WsusAdministratorsSid' $sid
        }
    }
    if ($facts.program) { Add-Program ([IO.Path]::Combine($folder, 'Tools', 'WsusUtil.exe')) { Invoke-StandInWsusUtil $args $MyInvocation.ExpectingInput } }
    if ($facts.update_point) { Set-Registry 'HKLM:\SOFTWARE\Microsoft\SMS\Components\SMS_EXECUTIVE\Threads\SMS_WSUS_CONTROL_MANAGER' 'DLL' 'wsusctrl.dll' }
    $facts['Asked'] = New-Object System.Collections.Generic.List[string]
    $accelerators = [psobject].Assembly.GetType('System.Management.Automation.TypeAccelerators')
    [void] $accelerators::Remove('Microsoft.UpdateServices.Administration.AdminProxy')
    if ($facts.assembly) { $accelerators::Add('Microsoft.UpdateServices.Administration.AdminProxy', [StandInAdminProxy]) }
}

function global:Get-StandInFrontEnd {
    # As SupportArticles-docs, wsus-configure-shared-database.md, shows it; the time in the server's culture.
    $facts = $global:Server.Wsus
    $global:LASTEXITCODE = [int] $facts.front_ends_exit
    if ($null -ne $facts.front_ends_text) { return $facts.front_ends_text }
    $own = if ($global:Server.ContainsKey('Host')) { $global:Server.Host.name } else { 'WSUS1.contoso.com' }
    foreach ($server in $(if ($null -ne $facts.front_ends) { $facts.front_ends } else { [pscustomobject] @{ name = $own; active = $true; master = $true } })) {
        "Server: $($server.name), IsActive:$([bool] $server.active), IsMaster:$([bool] $server.master),"
        "LastContactedTime:$([DateTime]::new(2026, 7, 2, 10, 6, 31).ToString())."
    }
}

function global:Get-StandInDownstream {
    # Objects with the members of IDownstreamServer, in a collection that may be empty.
    $facts = $global:Server.Wsus
    if ($facts.downstream_fails) { throw (New-StandInRefusal $facts.downstream_fails) }
    $found = [Collections.ArrayList]::new()
    foreach ($server in $facts.downstream) {
        $last = if ($server.PSObject.Properties['last'] -and $server.last) { [DateTime]::SpecifyKind([DateTime]::Parse($server.last, [Globalization.CultureInfo]::InvariantCulture), 'Unspecified') } else { [DateTime]::MinValue }
        [void] $found.Add([pscustomobject] @{ FullDomainName = [string] $server.name; IsReplica = [bool] $server.replica; LastSyncTime = $last; LastRollupTime = $last; Id = [guid]::NewGuid() })
    }
    , $found
}

function global:ConvertTo-StandInSid([string] $Sid) {
    $parts = @($Sid.Split('-') | Select-Object -Skip 2 | ForEach-Object { [uint32] $_ })
    $bytes = New-Object System.Collections.Generic.List[byte]
    $bytes.AddRange([byte[]] (1, ($parts.Count - 1), 0, 0, 0, 0, 0, $parts[0]))
    foreach ($part in $parts[1..($parts.Count - 1)]) { $bytes.AddRange([BitConverter]::GetBytes([uint32] $part)) }
    , $bytes.ToArray()
}

function global:Invoke-StandInWsusUtil([object[]] $Arguments, [bool] $HasInput) {
    $facts = $global:Server.Wsus
    # A program without input of its own reads the pipe that the wizard's requests come by, and waits for ever.
    if ($facts.configuressl -eq 'asks' -and -not $HasInput) { throw (New-Object System.TimeoutException('Es wird auf eine Eingabe gewartet.')) }
    if ($facts.configuressl -eq 'broken') { throw (New-Object System.Management.Automation.ApplicationFailedException('Das Programm "WsusUtil.exe" konnte nicht ausgefuehrt werden: Zugriff verweigert.')) }
    if ($Arguments.Count -eq 1 -and $Arguments[0] -eq 'listfrontendservers') { return Get-StandInFrontEnd }
    Add-Change ('wsusutil ' + ($Arguments -join ' '))
    $global:LASTEXITCODE = 0
    if ($Arguments.Count -lt 1 -or $Arguments[0] -ne 'configuressl') { $global:LASTEXITCODE = 1; return 'Unbekannter Befehl.' }
    if ($facts.configuressl -eq 'fails' -or -not $facts.https_port) { $global:LASTEXITCODE = 1; return 'Schwerwiegender Fehler: Die WSUS-Verwaltungswebsite hat keine https-Bindung.' }
    if ($facts.configuressl -eq 'stderr') { Write-Error 'Warnung: Der Dienst antwortet langsam.' -ErrorAction Continue }
    if ($facts.configuressl -ne 'lies') {
        $key = 'HKLM:\SOFTWARE\Microsoft\Update Services\Server\Setup'
        Set-Registry $key 'UsingSSL' 1
        Set-Registry $key 'PortNumber' ([int] $facts.https_port)
        if ($Arguments.Count -gt 1) { Set-Registry $key 'ServerCertificateName' ([string] $Arguments[1]) }
    }
    if ($facts.configuressl -eq 'strange') { $global:LASTEXITCODE = 87 }
    if ($facts.configuressl -eq 'silent') { return }
    'URL: https://{0}:{1}' -f $Arguments[1], $facts.https_port
}
