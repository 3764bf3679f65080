<#
What becomes of the server outlives a process: files on its disk, and in state.json what the areas keep in memory.
#>

function global:Start-StandInServer {
    # All areas as they begin, then what has become of them since. The first time the site and the client work once.
    $stand = $global:StandIn
    $stand.Up = $false
    $start = ConvertFrom-Json ([IO.File]::ReadAllText([IO.Path]::Combine($stand.Folder, 'start.json')))
    $state = [IO.Path]::Combine($stand.Folder, 'state.json')
    $disk, $kept = [IO.Path]::Combine($stand.Folder, 'Windows'), [IO.Path]::Combine($stand.Folder, 'Windows.kept')
    $known = [IO.File]::Exists($state)
    # Where it is there already, a start was cut off: then that is the disk.
    if ($known -and -not [IO.Directory]::Exists($kept)) { Invoke-StandInAgain { [IO.Directory]::Move($disk, $kept) } }
    Initialize-Base $start.states.base $disk
    $env:TMPDIR = $env:TMP = $env:TEMP
    $global:StandInCa = ConvertTo-StandInCertificate $start.ca
    foreach ($area in $start.areas) { & "Initialize-$area" $start.states.$area }
    Complete-Base
    Set-StandInApi
    Add-StandInEffect 'root\sms\site_ps1|sms_softwareupdate.syncnow' { Invoke-StandInSynchronization }
    Add-StandInEffect 'root\ccm|sms_client.triggerschedule' { Invoke-StandInScan }
    $global:Server['Components'] = @{ published = ''; scans = 0; stale = $false }
    $stand.Touched.Clear()
    $stand.Up = $true
    if ($known) {
        Invoke-StandInAgain { [IO.Directory]::Delete($disk, $true) }
        Invoke-StandInAgain { [IO.Directory]::Move($kept, $disk) }
        Import-StandInState (ConvertFrom-Json ([IO.File]::ReadAllText($state)))
    } else {
        Invoke-StandInWcm
        Invoke-StandInSynchronization
        Invoke-StandInScan
        Save-StandInState
    }
}

function global:Invoke-StandInAgain([scriptblock] $Do) {
    # Windows moves and deletes nothing that somebody has open, as the listeners do for a moment.
    for ($left = 100; ; $left--) {
        try { return & $Do } catch {
            if (-not $left -or [IO.Path]::DirectorySeparatorChar -eq '/') { throw }
            [Threading.Thread]::Sleep(50)
        }
    }
}

function global:Save-StandInState {
    # Whole or not at all: others read it at any moment.
    $stand = $global:StandIn
    $server = $global:Server
    $held = foreach ($entry in $server.Iis.Held) { @{ address = $entry.address; hash = $entry.hash; store = $entry.store; application = $entry.application; negotiate = $entry.negotiate } }
    $registry = foreach ($value in @($stand.Touched.Keys)) {
        $at = $value.LastIndexOf('\')
        @{ key = $value.Substring(0, $at); name = $value.Substring($at + 1); value = (Get-Registry $value.Substring(0, $at) $value.Substring($at + 1)) }
    }
    $stores = @{}
    foreach ($store in 'My', 'REQUEST') { $stores[$store] = @(Get-StandInStore $store | ForEach-Object { ConvertTo-StandInEntryOfStore $_ }) }
    $state = @{
        runs = $stand.Runs; most = $stand.Most; registry = @($registry); services = $server.Base.Services; held = @($held); stores = $stores
        wishes = $server.Certificates.Wishes
        database = @($server.Certificates.Database | ForEach-Object { @{ id = $_.Id; pem = $_.Pem; template = $_.Template; answer = $_.Answer; who = $_.Who; config = $_.Config } })
        pools = @($server.Pool.All.Values)
        points = @($server.Site.points | ForEach-Object { @{ name = $_.name; ssl = $_.ssl } })
        statuses = @($server.Site.statuses); locations = @($server.Client.locations); components = $server.Components
    }
    $path = [IO.Path]::Combine($stand.Folder, 'state.json')
    [IO.File]::WriteAllText($path + '.new', (Microsoft.PowerShell.Utility\ConvertTo-Json -InputObject $state -Depth 6 -Compress))
    Invoke-StandInAgain { [IO.File]::Move($path + '.new', $path, $true) }
    $stand.Unsaved, $stand.Seen = $false, (Get-StandInTime)
}

function global:Get-StandInTime { [IO.File]::GetLastWriteTimeUtc([IO.Path]::Combine($global:StandIn.Folder, 'state.json')).Ticks }

function global:ConvertTo-StandInEntryOfStore($Certificate) {
    # As the area of certificates begins with it.
    $entry = @{ certificate = [Convert]::ToBase64String($Certificate.RawData); friendly_name = [string] $Certificate.FriendlyName; thumbprint = $Certificate.Thumbprint }
    $begun = @($global:Server.Certificates.store | Where-Object { $_.certificate -eq $entry.certificate })
    if ($begun.Count) {
        foreach ($name in 'key', 'problem') { if ($begun[0].PSObject.Properties[$name]) { $entry[$name] = $begun[0].$name } }
    } elseif ($Certificate.HasPrivateKey) {
        $key = [Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($Certificate.PSObject.BaseObject)
        $entry['key'] = [Convert]::ToBase64String($key.ExportPkcs8PrivateKey())
    }
    $entry
}

function global:Import-StandInState($State) {
    $server = $global:Server
    $stand = $global:StandIn
    $stand.Runs, $stand.Most = (ConvertTo-StandInTable $State.runs), (ConvertTo-StandInTable $State.most)
    foreach ($value in $State.registry) { Set-Registry $value.key $value.name $value.value }
    $server.Base.Services = ConvertTo-StandInTable $State.services
    $server.Iis.Held.Clear()
    foreach ($entry in $State.held) { $server.Iis.Held.Add($entry) }
    Save-StandInHttpSys
    foreach ($store in 'My', 'REQUEST') {
        foreach ($certificate in Get-StandInStore $store) { Microsoft.PowerShell.Management\Remove-Item -LiteralPath "Cert:\LocalMachine\$store\$($certificate.Thumbprint)" }
        foreach ($entry in $State.stores.$store) { Add-StandInCertificate $store (ConvertTo-StandInCertificate $entry) $entry.friendly_name }
    }
    $server.Certificates.Wishes = @{}
    foreach ($wish in $State.wishes.PSObject.Properties) { $server.Certificates.Wishes[$wish.Name] = ConvertTo-StandInTable $wish.Value }
    foreach ($entry in $State.database) {
        $wish = [Security.Cryptography.X509Certificates.CertificateRequest]::LoadSigningRequestPem($entry.pem, 'SHA256', 'UnsafeLoadCertificateExtensions', [Security.Cryptography.RSASignaturePadding]::Pkcs1)
        Add-StandInTemplate $wish $entry.template
        $server.Certificates.Database.Add(@{ Id = $entry.id; Pem = $entry.pem; Template = $entry.template; Wish = $wish; Answer = $entry.answer; Who = $entry.who; Config = $entry.config })
    }
    foreach ($pool in $State.pools) { $server.Pool.All[$pool.name] = ConvertTo-StandInTable $pool }
    foreach ($known in $State.points) { foreach ($point in $server.Site.points) { if ($point.name -eq $known.name) { $point.ssl = $known.ssl } } }
    $server.Site.statuses, $server.Client.locations = @($State.statuses), @($State.locations)
    $server.Components = ConvertTo-StandInTable $State.components
    $stand.Unsaved, $stand.Seen = $false, (Get-StandInTime)
}

function global:ConvertTo-StandInTable($Object) {
    $table = @{}
    foreach ($property in $Object.PSObject.Properties) { $table[$property.Name] = $property.Value }
    $table
}
