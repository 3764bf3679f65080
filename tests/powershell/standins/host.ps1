<#
Stands in for the machine itself and for who is asking: CIM's Win32_ComputerSystem and Win32_OperatingSystem, the token.

WindowsIdentity and WindowsPrincipal do not work off Windows, so types of the same behaviour take their names. As there:
Groups leaves out what is for denying only (Administrators, where the session is not elevated), Claims does not.
#>

class StandInSid { [string] $Value; StandInSid([string] $Value) { $this.Value = $Value } }

class StandInIdentity {
    static [StandInIdentity] GetCurrent() {
        $facts = $global:Server.Host
        if ($facts.identity_broken) {
            throw (New-Object System.Management.Automation.MethodInvocationException('Ausnahme beim Aufrufen von "GetCurrent".', (New-Object System.Security.SecurityException('Zugriff verweigert.'))))
        }
        $identity = [StandInIdentity]::new()
        $identity.Name = $facts.user
        $identity.User = [StandInSid]::new($facts.user_sid)
        $identity.Groups = @($facts.Enabled | ForEach-Object { [StandInSid]::new($_) })
        $identity.Claims = @(@($facts.Enabled) + @($facts.DenyOnly) | ForEach-Object { [StandInSid]::new($_) })
        return $identity
    }
    [string] $Name
    [StandInSid] $User
    [object[]] $Groups
    [object[]] $Claims
}

class StandInPrincipal {
    [object[]] $Enabled
    StandInPrincipal([StandInIdentity] $Identity) { $this.Enabled = @($Identity.Groups | ForEach-Object { $_.Value }) }
    [bool] IsInRole([object] $Role) { return $this.Enabled -contains $(if ([string] $Role -in 'Administrator', '544') { 'S-1-5-32-544' } else { [string] $Role }) }
}

$accelerators = [psobject].Assembly.GetType('System.Management.Automation.TypeAccelerators')
foreach ($prefix in '', 'System.') {
    $accelerators::Add($prefix + 'Security.Principal.WindowsIdentity', [StandInIdentity])
    $accelerators::Add($prefix + 'Security.Principal.WindowsPrincipal', [StandInPrincipal])
}

function global:Initialize-Host {
    param($State)
    $facts = Join-Fact @{
        name = 'WSUS1.contoso.com'
        dns_host_name = 'WSUS1'             # Win32_ComputerSystem gives the name without the domain
        domain = 'contoso.com'
        part_of_domain = $true
        system = 'Microsoft Windows Server 2022 Standard'
        build = '20348'
        user = 'CONTOSO\operator'
        user_sid = 'S-1-5-21-3623811015-3361044348-30300820-1604'
        elevated = $true
        administrator = $true
        groups = @('S-1-1-0', 'S-1-5-11')
        identity_broken = $false
        whoami_broken = $false
        cim_broken = $false                 # WMI does not answer
        strong_crypto = '1'                 # all eight values: '1', '0', or '' for absent
    } $State
    $global:Server['Host'] = $facts
    $env:COMPUTERNAME = $facts.name.Split('.')[0].ToUpperInvariant()
    $administrators = 'S-1-5-32-544'
    $counts = [bool] ($facts.administrator -and $facts.elevated)
    $facts['Enabled'] = @(@($facts.groups) + @(if ($counts) { $administrators }))
    $facts['DenyOnly'] = @(if ($facts.administrator -and -not $counts) { $administrators })
    # whoami lists what is for denying only as well, and the mandatory level; words in German, SIDs as everywhere.
    Add-Program ([IO.Path]::Combine($env:SystemRoot, 'System32', 'whoami.exe')) {
        $facts = $global:Server.Host
        $global:LASTEXITCODE = 0
        if ($facts.whoami_broken) { $global:LASTEXITCODE = 1; return }
        if ($args[0] -eq '/user') { return '"{0}","{1}"' -f $facts.user.ToLowerInvariant(), $facts.user_sid }
        foreach ($sid in @($facts.Enabled) + @($facts.DenyOnly)) { '"VORDEFINIERT\X","Alias","{0}","Verbindliche Gruppe, Standardmaessig aktiviert"' -f $sid }
        $level = if ($facts.elevated) { 'S-1-16-12288' } else { 'S-1-16-8192' }
        '"Verbindliche Beschriftung\Hohe Verbindlichkeitsstufe","Bezeichnung","{0}",""' -f $level
    }
    Set-CimClass 'root\cimv2' 'Win32_ComputerSystem' {
        param($Bound, $Cmdlet)
        $facts = $global:Server.Host
        if ($facts.cim_broken) { $Cmdlet.WriteError((New-Failure (New-GermanError 'Der RPC-Server ist nicht verfuegbar.' 0x800706BA))); return }
        [pscustomobject] @{ Name = $env:COMPUTERNAME; DNSHostName = $facts.dns_host_name; Domain = $facts.domain; Workgroup = $(if (-not $facts.part_of_domain) { $facts.domain }); PartOfDomain = [bool] $facts.part_of_domain; DomainRole = [uint16] 3 }
    }
    Set-CimClass 'root\cimv2' 'Win32_OperatingSystem' {
        $facts = $global:Server.Host
        [pscustomobject] @{ Caption = $facts.system; BuildNumber = $facts.build; Version = "10.0.$($facts.build)"; OSArchitecture = '64-Bit'; ProductType = [uint32] 3 }
    }
    Set-Registry 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion' 'CurrentBuild' $facts.build
    foreach ($folder in 'HKLM:\SOFTWARE\Microsoft\.NETFramework', 'HKLM:\SOFTWARE\WOW6432Node\Microsoft\.NETFramework') {
        foreach ($version in 'v2.0.50727', 'v4.0.30319') {
            foreach ($name in 'SchUseStrongCrypto', 'SystemDefaultTlsVersions') {
                if ($facts.strong_crypto -ne '') { Set-Registry "$folder\$version" $name ([int] $facts.strong_crypto) }
            }
        }
    }
}
