<#
Stands in for Active Directory: DirectoryEntry and DirectorySearcher, which are not there off Windows. As there, attributes
that an object lacks are absent, names of attributes do not differ by case, what is constructed (tokenGroups) comes only by
RefreshCache, and a security descriptor only where its access list alone was asked for. Errors speak German.
#>

function global:New-StandInAce {
    # An allowing entry of an access list (MS-DTYP, 2.4.4.2 and .3); with a GUID it is limited to that extended right.
    param([string] $Sid, [uint32] $Mask, [string] $Right = '')
    $parts = $Sid.Split('-')
    $who = [byte[]] (@(1, ($parts.Count - 3), 0, 0, 0, 0, 0, [int] $parts[2]) + @($parts[3..($parts.Count - 1)] | ForEach-Object { [BitConverter]::GetBytes([uint32] $_) }))
    $about = [byte[]]::new(0)
    if ($Right) { $about = [byte[]] ([BitConverter]::GetBytes([uint32] 1) + ([guid] $Right).ToByteArray()) }
    $size = 8 + $about.Length + $who.Length
    , [byte[]] (@($(if ($Right) { 5 } else { 0 }), 0) + [BitConverter]::GetBytes([uint16] $size) + [BitConverter]::GetBytes($Mask) + $about + $who)
}

function global:New-StandInDescriptor {
    # A self-relative descriptor with these entries in its access list and nothing else.
    param([object[]] $Aces)
    $body = [byte[]] @($Aces | ForEach-Object { $_ })
    $list = [byte[]] (@(4, 0) + [BitConverter]::GetBytes([uint16] (8 + $body.Length)) + [BitConverter]::GetBytes([uint16] $Aces.Count) + @(0, 0) + $body)
    $header = [byte[]] (@(1, 0, 4, 128) + @(0) * 12 + [BitConverter]::GetBytes([uint32] 20))
    , [byte[]] ($header + $list)
}

function global:Get-StandInPermission {
    # Read and Enroll for Domain Admins and the WSUS servers, Read for everybody: as for a template that is granted (facts, 3.4).
    $enroll = '0e10c968-78fb-11d2-90d4-00c04f79dc55'
    $domain = $global:Server.Directory.domain_sid
    $aces = @(foreach ($who in "$domain-512", "$domain-1201") { , (New-StandInAce $who 0x20094); , (New-StandInAce $who 0x100 $enroll) })
    , (New-StandInDescriptor ($aces + , (New-StandInAce 'S-1-5-11' 0x20094)))
}

function global:Initialize-Directory {
    param($State)
    $global:Server['Directory'] = Join-Fact @{
        reachable = $true
        domain = 'contoso.com'
        users_domain = ''                   # where the signed-in user's questions go, if not to the computer's domain
        domain_sid = 'S-1-5-21-3623811015-3361044348-30300820'
        computer = $true                    # its account is there
        computer_rid = 1105
        computer_groups = @('515', '1201')  # RIDs of the domain, or whole SIDs
        principal_name = $true              # msDS-PrincipalName is given
        templates = @([pscustomobject] @{ name = 'WebServer' })
        authorities = $null                 # those of the area Certificates; else objects with name, host, templates
    } $State
}

function global:New-StandInTemplate($Template) {
    # All attributes that a template has; what the case says in place of them, and $null for one that is absent.
    $said = @{}
    foreach ($property in $Template.PSObject.Properties) { $said[$property.Name] = $property.Value }
    $days = if ($said.ContainsKey('days')) { [long] $said['days'] } else { 730L }
    $attributes = @{
        'cn' = $said['name']; 'displayName' = 'Web Server'; 'flags' = 0x10241
        'msPKI-Cert-Template-OID' = '1.3.6.1.4.1.311.21.8.7638725.13898300.1985460.3383425.7519116.119.1.16'
        'msPKI-Template-Schema-Version' = 1; 'msPKI-Certificate-Name-Flag' = 1; 'msPKI-Enrollment-Flag' = 0
        'msPKI-RA-Signature' = 0; 'msPKI-Minimal-Key-Size' = 2048
        'pKIExtendedKeyUsage' = @('1.3.6.1.5.5.7.3.1')
        'pKIExpirationPeriod' = [BitConverter]::GetBytes(-$days * [TimeSpan]::TicksPerDay)
        'nTSecurityDescriptor' = Get-StandInPermission
    }
    foreach ($name in $said.Keys) {
        if ($name -eq 'name' -or $name -eq 'days') { continue }
        if ($null -eq $said[$name]) { $attributes.Remove($name) } else { $attributes[$name] = $said[$name] }
    }
    if ($attributes['nTSecurityDescriptor'] -is [string]) { $attributes['nTSecurityDescriptor'] = [Convert]::FromBase64String($attributes['nTSecurityDescriptor']) }
    $attributes
}

function global:Get-StandInObject([string] $Base) {
    # The objects below a base, each a table of attributes.
    $facts = $global:Server.Directory
    if ($Base -like 'CN=Certificate Templates,CN=Public Key Services,CN=Services,CN=Configuration,*') {
        return @($facts.templates | ForEach-Object { New-StandInTemplate $_ })
    }
    if ($Base -like 'CN=Enrollment Services,CN=Public Key Services,CN=Services,CN=Configuration,*') {
        $authorities = if ($null -ne $facts.authorities) { $facts.authorities } else { Get-StandInAuthority }
        return @($authorities | ForEach-Object {
            $attributes = @{ cn = $_.name; dNSHostName = $_.host }
            if (@($_.templates).Count) { $attributes['certificateTemplates'] = @($_.templates) }
            if ($_.PSObject.Properties['certificates']) { $attributes['cACertificate'] = @($_.certificates | ForEach-Object { , [Convert]::FromBase64String($_) }) }
            $attributes
        })
    }
    if ($facts.computer -and $Base -like ('*' + (ConvertTo-StandInName $facts.domain))) { return @{ objectSid = ConvertTo-StandInSidBytes "$($facts.domain_sid)-$($facts.computer_rid)"; sAMAccountName = "$($env:COMPUTERNAME)$" } }
}

function global:ConvertTo-StandInName([string] $Domain) { ($Domain.Split('.') | ForEach-Object { "DC=$_" }) -join ',' }

function global:ConvertTo-StandInSidBytes([string] $Sid) {
    $parts = $Sid.Split('-')
    , [byte[]] (@(1, ($parts.Count - 3), 0, 0, 0, 0, 0, [int] $parts[2]) + @($parts[3..($parts.Count - 1)] | ForEach-Object { [BitConverter]::GetBytes([uint32] $_) }))
}

function global:ConvertTo-StandInEntry([hashtable] $Attributes, [string[]] $Wanted) {
    # What a question gives: each attribute a list, and only what was asked for.
    $values = @{}
    foreach ($name in $Attributes.Keys) {
        if ($Wanted.Count -and -not (Test-Among $Wanted $name)) { continue }
        $list = New-Object System.Collections.ArrayList
        if ($Attributes[$name] -is [byte[]]) { [void] $list.Add($Attributes[$name]) } else { $list.AddRange(@($Attributes[$name])) }
        $values[$name] = $list
    }
    $entry = [pscustomobject] @{ Properties = $values }
    Add-Member -InputObject $entry -MemberType ScriptMethod -Name RefreshCache -Value {
        $facts = $global:Server.Directory
        $groups = @($facts.computer_groups | ForEach-Object { $(if ($_ -like 'S-*') { $_ } else { "$($facts.domain_sid)-$_" }) } | ForEach-Object { , (ConvertTo-StandInSidBytes $_) })
        $this.Properties['sAMAccountName'] = @("$($env:COMPUTERNAME)$")
        if ($facts.principal_name) { $this.Properties['msDS-PrincipalName'] = @("CONTOSO\$($env:COMPUTERNAME)$") }
        if ($groups.Count) { $this.Properties['tokenGroups'] = $groups }
    }
    Add-Member -InputObject $entry -MemberType ScriptMethod -Name GetDirectoryEntry -Value { $this }
    $entry
}

function global:New-StandInDirectoryEntry([string] $Path) {
    $facts = $global:Server.Directory
    if (-not $facts.reachable) { throw (New-GermanError 'Der Server ist nicht funktionstuechtig.' 0x8007203A) }
    $place = $Path -replace '\ALDAP://', ''
    $domain = if ($place -match '\A([^/=]+)/') { $Matches[1] } elseif ($facts.users_domain) { $facts.users_domain } else { $facts.domain }
    if ($place -like '*RootDSE') {
        return [pscustomobject] @{ Properties = @{ configurationNamingContext = @('CN=Configuration,DC=contoso,DC=com'); defaultNamingContext = @(ConvertTo-StandInName $domain) } }
    }
    [pscustomobject] @{ Path = $Path; Base = ($place -replace '\A[^/=]+/', '') }
}

function global:New-StandInSearcher {
    $searcher = [pscustomobject] @{ SearchRoot = $null; SearchScope = 'Subtree'; Filter = ''; PageSize = 0; SecurityMasks = 'None'; PropertiesToLoad = (New-Object System.Collections.Specialized.StringCollection) }
    Add-Member -InputObject $searcher -MemberType ScriptMethod -Name FindAll -Value {
        foreach ($attributes in @(Get-StandInObject $this.SearchRoot.Base)) {
            if ($null -eq $attributes) { continue }
            if ($this.SecurityMasks -ne 'Dacl') { $attributes.Remove('nTSecurityDescriptor') }
            ConvertTo-StandInEntry $attributes @($this.PropertiesToLoad)
        }
    }
    $searcher
}

function global:New-Object {
    # Types of Windows that stand-ins make; all others are the real cmdlet's.
    [CmdletBinding(DefaultParameterSetName = 'Net')]
    param([Parameter(Position = 0, ParameterSetName = 'Net', Mandatory = $true)] [string] $TypeName, [Parameter(Position = 1)] [Alias('Args')] [object[]] $ArgumentList,
        [Parameter(ParameterSetName = 'Com', Mandatory = $true)] [string] $ComObject, [System.Collections.IDictionary] $Property)
    switch ($TypeName) {
        'System.DirectoryServices.DirectoryEntry' { return New-StandInDirectoryEntry $ArgumentList[0] }
        'System.DirectoryServices.DirectorySearcher' { return New-StandInSearcher }
    }
    Microsoft.PowerShell.Utility\New-Object @PSBoundParameters
}
