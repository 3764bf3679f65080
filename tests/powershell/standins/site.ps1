<#
Stands in for Configuration Manager's SMS Provider and the PowerShell module of its console.

It misbehaves as real ones do, or may:
- it runs elsewhere than on the site server, or several do; root\SMS is on the site server all the same
- to a user without rights it shows nothing, without an error
- a flag is one of several embedded properties, with numbers in Value and texts in Value2; SslState is another thing
- the cmdlet works from the site's drive only, and may report success and do nothing, or be seen only after a while
- its methods tell of a failure by a number
#>

function global:Initialize-Site {
    param($State)
    $facts = Join-Fact @{
        code = 'PS1'
        server = 'SITE1.contoso.com'
        provider = 'SITE1.contoso.com'
        parent = ''
        further = @()               # further lines of SMS_ProviderLocation: Machine, SiteCode, ProviderForLocalSite
        points = $null              # null: one, WSUS1.contoso.com
        other_points = @()          # of other sites of the hierarchy
        without = @()               # embedded properties that are missing
        roles = $true               # the site server's own role is shown
        statuses = @()              # of SMS_SUPSyncStatus
        rights = $true              # false: the provider shows nothing
        denied = ''                 # 'root\SMS' or the provider's namespace refuses access
        installed = $true           # false: there is no root\SMS here
        reachable = $true           # false: the provider's machine does not answer
        write = 'works'             # lies, refuses, late
        sync_returns = 0
    } $State
    if ($null -eq $facts.points) { $facts.points = @([pscustomobject] @{ name = 'WSUS1.contoso.com'; ssl = 0; http = 8530; https = 8531 }) }
    foreach ($point in @($facts.points) + @($facts.other_points)) {
        if (-not $point.PSObject.Properties['site']) { $point | Add-Member -MemberType NoteProperty -Name site -Value $facts.code }
        if (-not $point.PSObject.Properties['path']) { $point | Add-Member -MemberType NoteProperty -Name path -Value ('\\' + $point.name) }
    }
    $facts['Drives'] = @{}
    $facts['Namespace'] = 'root\SMS\site_' + $facts.code
    $global:Server['Site'] = $facts
    Remove-PSDrive -Name $facts.code -Force -ErrorAction SilentlyContinue
    if (-not $facts.installed) { return }
    Set-CimClass 'root\SMS' 'SMS_ProviderLocation' {
        param($Bound, $Cmdlet)
        $site = $global:Server.Site
        if ($site.denied -eq 'root\SMS') { throw (New-WmiDenial) }
        [pscustomobject] @{ Machine = $site.provider; NamespacePath = '\\' + $site.provider + '\' + $site.Namespace; ProviderForLocalSite = $true; SiteCode = $site.code }
        foreach ($entry in $site.further) { $entry }
    }
    Set-ProviderClass 'SMS_Site' {
        $site = $global:Server.Site
        [pscustomobject] @{ SiteCode = $site.code; ServerName = $site.server; ReportingSiteCode = $site.parent; SiteName = 'Zentrale'; Type = [uint32] 2 }
        [pscustomobject] @{ SiteCode = 'SEC'; ServerName = 'SEC1.contoso.com'; ReportingSiteCode = $site.code; SiteName = 'Filiale'; Type = [uint32] 1 }
    }
    Set-ProviderClass 'SMS_SCI_SysResUse' {
        $site = $global:Server.Site
        if ($site.roles) { [pscustomobject] @{ RoleName = 'SMS Site Server'; SiteCode = $site.code; NetworkOSPath = '\\' + $site.server; SslState = [uint32] 0; Props = @() } }
        foreach ($point in @($site.points) + @($site.other_points)) { New-Point $point }
    }
    Set-ProviderClass 'SMS_SUPSyncStatus' { $global:Server.Site.statuses }
    Set-ProviderClass 'SMS_SoftwareUpdate.SyncNow' {
        param($Bound)
        Add-Change "SyncNow $($Bound['ArgumentList'])"
        [pscustomobject] @{ ReturnValue = $global:Server.Site.sync_returns }
    }
}

function global:Set-ProviderClass([string] $Class, [scriptblock] $Answer) {
    # A class of the provider's namespace: only on its machine, and only for somebody who may see it.
    $guarded = {
        param($Bound, $Cmdlet)
        $site = $global:Server.Site
        $asked = if ($Bound['ComputerName']) { $Bound['ComputerName'][0] } else { $env:COMPUTERNAME }
        $machines = @($site.provider) + @($site.further | ForEach-Object { $_.Machine })
        if (-not (Test-Among @($machines | ForEach-Object { $_.Split('.')[0] }) $asked.Split('.')[0])) {
            $Cmdlet.WriteError((New-Failure (New-Object StandIn.WmiException('Ungueltiger Namespace ', [StandIn.WmiStatus]::InvalidNamespace))))
            return
        }
        if (-not $site.reachable) { throw (New-GermanError 'Der RPC-Server ist nicht verfuegbar.' 0x800706BA) }
        if ($site.denied -eq 'provider') { throw (New-WmiDenial) }
        if ($site.rights) { & $Answer $Bound $Cmdlet }
    }.GetNewClosure()
    Set-CimClass $global:Server.Site.Namespace $Class $guarded
}

function global:New-WmiDenial { New-Object System.UnauthorizedAccessException('Zugriff verweigert (Ausnahme von HRESULT: 0x80070005 (E_ACCESSDENIED))') }

function global:New-Point($Point) {
    $site = $global:Server.Site
    $numbers = [ordered] @{ UseProxy = 0; IsINF = 0; WSUSIISPort = $Point.http; WSUSIISSSLPort = $Point.https; SSLWSUS = $Point.ssl }
    $properties = foreach ($name in $numbers.Keys) {
        if (-not (Test-Among $site.without $name)) { [pscustomobject] @{ PropertyName = $name; Value = $numbers[$name]; Value1 = ''; Value2 = '' } }
    }
    $account = [pscustomobject] @{ PropertyName = 'WSUSAccessAccount'; Value = [uint32] 0; Value1 = ''; Value2 = 'CONTOSO\Dienst' }
    [pscustomobject] @{ RoleName = 'SMS Software Update Point'; SiteCode = $Point.site; NetworkOSPath = $Point.path; SslState = [uint32] 2; Props = @($properties) + $account }
}

#region The console's module: a drive of the site, and the cmdlet that works only there
function global:New-PSDrive {
    [CmdletBinding()]
    param([Parameter(Position = 0)] [string] $Name, [Parameter(Position = 1)] [string] $PSProvider, [Parameter(Position = 2)] [string] $Root, [string] $Scope)
    if ($PSProvider -ne 'CMSite') { return Microsoft.PowerShell.Management\New-PSDrive @PSBoundParameters }
    if ($Root -ne $global:Server.Site.provider) { throw (New-Object System.InvalidOperationException("Der Server '$Root' ist kein SMS-Anbieter.")) }
    # Where it is already there, this fails as for any drive. It stays, as one that the module itself makes does.
    Microsoft.PowerShell.Management\New-PSDrive -Name $Name -PSProvider MemoryDrive -Root '\' -Scope Global
    $global:Server.Site.Drives[$Name] = $Root
}

function global:Set-CMSoftwareUpdatePoint {
    [CmdletBinding()]
    param([Parameter(Mandatory = $true)] [string] $SiteCode, [Parameter(Mandatory = $true)] [string] $SiteSystemServerName,
        [Alias('SslWsus', 'WsusSsl')] [bool] $EnableSsl, [int] $HttpPort, [int] $HttpsPort, [switch] $PassThru)
    $site = $global:Server.Site
    if (-not $site.Drives.ContainsKey((Get-Location).Drive.Name)) {
        throw (New-Object System.InvalidOperationException('Dieser Befehl kann nicht vom aktuellen Laufwerk aus ausgefuehrt werden.'))
    }
    $point = @($site.points | Where-Object { $_.name -eq $SiteSystemServerName -and $_.site -eq $SiteCode })
    if ($point.Count -ne 1) { throw (New-Object System.Management.Automation.ItemNotFoundException('Es wurde kein Objekt gefunden, das den angegebenen Parametern entspricht.')) }
    if ($site.write -eq 'refuses') { throw (New-WmiDenial) }
    Add-Change "SSLWSUS $($point[0].name) $([int] $EnableSsl)"
    $site['Later'] = @{ Point = $point[0]; Value = [int] $EnableSsl }
    $write = { $later = $global:Server.Site.Later; $later.Point.ssl = $later.Value }
    switch ($site.write) {
        'works' { & $write }
        'late' { Add-Late 2 $write }
    }
}
#endregion
