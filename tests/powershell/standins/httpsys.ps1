<#
http.sys with its registry, and netsh.exe. Part of the area Iis, which loads it and has its facts.
#>

function global:Initialize-StandInHttpSys {
    $facts = $global:Server.Iis
    $facts['Held'] = New-Object System.Collections.Generic.List[object]
    foreach ($entry in $facts.entries) {
        $facts.Held.Add([pscustomobject] @{
            address = $entry.address
            hash = $entry.hash
            store = $(if ($entry.PSObject.Properties['store']) { $entry.store } else { 'MY' })
            application = $(if ($entry.PSObject.Properties['application']) { $entry.application } else { '{4dc3e181-e14b-4a21-b022-59fc669b0914}' })
            negotiate = $(if ($entry.PSObject.Properties['negotiate']) { [bool] $entry.negotiate } else { $false })
        })
    }
    Save-StandInHttpSys
    Add-Program ([IO.Path]::Combine($env:SystemRoot, 'System32', 'netsh.exe')) { Invoke-StandInNetsh $args }
}

function global:Get-StandInAddress([string] $Information) {
    $parts = $Information -split ':'
    $address = $parts[0..($parts.Count - 3)] -join ':'
    $(if ($address -eq '' -or $address -eq '*') { '0.0.0.0' } else { $address }) + ':' + $parts[-2]
}

function global:Set-StandInEntry([string] $Address, [string] $Thumbprint, [string] $Store) {
    $facts = $global:Server.Iis
    foreach ($entry in @($facts.Held | Where-Object { $_.address -eq $Address })) { [void] $facts.Held.Remove($entry) }
    if ($Thumbprint) { $facts.Held.Add([pscustomobject] @{ address = $Address; hash = $Thumbprint.ToLowerInvariant(); store = $Store; application = '{4dc3e181-e14b-4a21-b022-59fc669b0914}'; negotiate = $false }) }
    Save-StandInHttpSys
}

function global:Save-StandInHttpSys {
    # Into the registry: bytes of the hash, and the flags of the API.
    $facts = $global:Server.Iis
    $root = 'HKLM:\SYSTEM\CurrentControlSet\Services\HTTP\Parameters'
    foreach ($name in 'SslBindingInfo', 'SslSniBindingInfo') {
        if (Microsoft.PowerShell.Management\Test-Path -LiteralPath "$root\$name") { Microsoft.PowerShell.Management\Remove-Item -LiteralPath "$root\$name" -Recurse -Force }
    }
    if (-not $facts.registered) { return }
    foreach ($entry in $facts.Held) {
        $key = $root + '\' + $(if ($entry.address -match '\A(\[.*\]|[\d.]+):\d+\z') { 'SslBindingInfo' } else { 'SslSniBindingInfo' }) + '\' + $entry.address
        Set-Registry $key 'SslCertHash' ([byte[]] @(for ($i = 0; $i -lt 40; $i += 2) { [Convert]::ToByte($entry.hash.Substring($i, 2), 16) }))
        Set-Registry $key 'AppId' ([guid] $entry.application).ToByteArray()
        if ($entry.store -notlike '(*') { Set-Registry $key 'SslCertStoreName' $entry.store }
        Set-Registry $key 'DefaultFlags' ([int] $(if ($entry.negotiate) { 2 } else { 0 }))
    }
}

function global:Invoke-StandInNetsh([object[]] $Arguments) {
    $facts = $global:Server.Iis
    $what = $Arguments -join ' '
    if ($what -eq 'http show sslcert') { return Write-StandInEntries }
    if ($what -notmatch '\Ahttp delete sslcert ipport=(\S+)\z') { throw "unexpected: netsh $what" }
    $address = $Matches[1]
    Add-Change "netsh delete $address"
    if ($facts.netsh_exit -or -not @($facts.Held | Where-Object { $_.address -eq $address }).Count) { $global:LASTEXITCODE = 1; return 'Das System kann die angegebene Datei nicht finden.' }
    Set-StandInEntry $address '' ''
    $global:LASTEXITCODE = 0
    'Das SSL-Zertifikat wurde erfolgreich geloescht.'
}

function global:Write-StandInEntries {
    # As recorded: a blank line before each entry, labels padded; IIS 7 without both.
    $facts = $global:Server.Iis
    if (@($facts.netsh_text).Count) { $global:LASTEXITCODE = 0; return $facts.netsh_text }
    $german = $facts.language -eq 'de'
    $labels = if ($german) {
        'Zertifikathash', 'Anwendungs-ID', 'Zertifikatspeichername', 'Clientzertifikatsperrung ueberpruefen', 'Zur Sperrueberpruefung ausschliesslich zwischengespeichertes Clientzertifikat verwenden',
        'Verwendungsueberpruefung', 'Sperraktualisierungszeit', 'URL-Abrufzeitlimit', 'Steuerelement-ID', 'Speichername des Steuerelements', 'DS-Zuordnungsverwendung', 'Clientzertifikat aushandeln'
    } else {
        'Certificate Hash', 'Application ID', 'Certificate Store Name', 'Verify Client Certificate Revocation', 'Verify Revocation Using Cached Client Certificate Only',
        'Usage Check', 'Revocation Freshness Time', 'URL Retrieval Timeout', 'Ctl Identifier', 'Ctl Store Name', 'DS Mapper Usage', 'Negotiate Client Certificate'
    }
    $on, $off = if ($german) { 'Aktiviert', 'Deaktiviert' } else { 'Enabled', 'Disabled' }
    ''
    $(if ($german) { 'SSL-Zertifikatbindungen:' } else { 'SSL Certificate bindings:' })
    '-------------------------'
    ''
    if ($facts.netsh_exit -or -not $facts.Held.Count) {
        $global:LASTEXITCODE = if ($facts.netsh_exit) { [int] $facts.netsh_exit } else { 1 }
        return $(if ($german) { 'Das System kann die angegebene Datei nicht finden.' } else { 'The system cannot find the file specified.' })
    }
    $global:LASTEXITCODE = 0
    if (-not $facts.netsh_prints) { return }
    foreach ($entry in $facts.Held) {
        $first = if ($entry.address -match '\A(\[.*\]|[\d.]+):\d+\z') { $(if ($german) { 'IP:Port' } else { 'IP:port' }) } else { $(if ($german) { 'Hostname:Port' } else { 'Hostname:port' }) }
        $values = $entry.hash, $entry.application, $entry.store, $on, $off, $on, '0', '0', '(null)', '(null)', $off, $(if ($entry.negotiate) { $on } else { $off })
        if ($facts.layout -eq 'iis7') {
            "$($first.PadRight(24)): $($entry.address)"
            for ($i = 0; $i -lt $values.Count; $i++) { $(if ($i -eq 2) { "$($labels[$i]): $($values[$i])" } else { "$($labels[$i].PadRight(24)): $($values[$i])" }) }
        } else {
            "    $($first.PadRight(28)) : $($entry.address)        "
            for ($i = 0; $i -lt $values.Count; $i++) { "    $($labels[$i].PadRight(28)) : $($values[$i])" }
            "    $('Reject Connections'.PadRight(28)) : $off"
            ''
        }
    }
}
