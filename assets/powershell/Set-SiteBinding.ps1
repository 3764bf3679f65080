<#
.SYNOPSIS
Makes the https binding of a web site so: its line, then its certificate, which http.sys then serves.

.DESCRIPTION
The wanted state is one binding of the port: Information is its line, Thumbprint its certificate. An empty Information
removes the binding; an empty Thumbprint leaves it without a certificate. http bindings and other ports are left alone.

Everything is read and checked before the first write: the site (by its id), the certificate (in the computer's Personal or
Web Hosting store, with a private key), and what is on this port besides. Refused is what would change a certificate that
another site's binding shares, or that another program has put into http.sys; and a binding that finds its certificate in the
central store. An https binding for a host name with a certificate of its own (SNI) is somebody else's: it is neither written
nor removed, whatever stands beside it.

What is already as wanted is not written. The line, the binding's certificate and the entry of http.sys are each read back;
one that reports success and does not read back ends the script with an error that says which.

.PARAMETER SiteId
Id of the site in IIS (Get-SiteBinding).

.PARAMETER Port
Port of the https binding.

.PARAMETER Information
ADDRESS:PORT:HOST, as *:8531: for every address and any name. Empty removes the binding.

.PARAMETER Thumbprint
SHA-1 of the certificate, 40 hexadecimal digits. Empty leaves the binding without one.

.EXAMPLE
.\Set-SiteBinding.ps1 -SiteId 1806390885 -Port 8531 -Information '*:8531:' -Thumbprint 0123456789ABCDEF0123456789ABCDEF01234567

.EXAMPLE
.\Set-SiteBinding.ps1 -SiteId 1806390885 -Port 8531 -Information '' -Thumbprint ''

Removes the https binding.

.OUTPUTS
One object: Former with Path (binding/SITE:https:PORT/Information, .../CertificateHash, httpsys/ADDRESS/CertificateHash) and
Value (empty where there was none), Output and ExitCode.

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, elevated, on the WSUS server. IIS scripting tools (WebAdministration) needed.
Former is what undoes it: the former line and certificate as parameters.

Not proven on a real server yet: it was run against stand-ins for WebAdministration and netsh.

Where each fact is from, and how sure it is:
- New-WebBinding makes the line, AddSslCertificate(thumbprint, store) of the binding object puts the certificate to it and
  into http.sys, and replaces one that is there: windows-powershell-docs, New-WebBinding, example 2; community.windows,
  win_iis_webbinding; I-LOVE-WSUS. Sure. RemoveSslCertificate() and Remove-WebBinding: field scripts. Good.
- http.sys writes 0.0.0.0 where IIS has * or nothing: iis-docs, configuring SSL. Sure. It has one certificate for an address
  and port, whatever the site, unless SNI is used.
- Removing a binding may leave the entry of http.sys behind: a remark in win_iis_webbinding. Then it is deleted, if it is of
  IIS: netsh http delete sslcert ipport=..., win32, Http/delete-sslcert.md.
- An entry that is left over can make AddSslCertificate fail with 0x800700B7 (exists already): field scripts remove it and
  try again, and so does this one, if it is of IIS.
- A certificate without a usable key ends in 0x80070520: techcommunity, iis-support-blog.
- A write shows at once or within seconds: as in Set-SslRequirement it is read five times within four seconds.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [ValidateRange(1, 4294967295)]
    [long] $SiteId,

    [Parameter(Mandatory = $true)]
    [ValidateRange(1, 65535)]
    [int] $Port,

    [Parameter(Mandatory = $true)]
    [AllowEmptyString()]
    [ValidatePattern('\A([^\x00-\x20\x7F]*:\d{1,5}:[^:\x00-\x20\x7F]*)?\z')]
    [string] $Information,

    [Parameter(Mandatory = $true)]
    [AllowEmptyString()]
    [ValidatePattern('\A([0-9A-Fa-f]{40})?\z')]
    [string] $Thumbprint
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

#region Web sites and their bindings (the same text stands in every script that reads them; a test compares them)
$appHost = 'MACHINE/WEBROOT/APPHOST'

function Get-Plain {
    # A value of IIS, which comes as it is, or as an object whose Value it is; '' where there is none.
    param([object] $Item, [string] $Name)
    $property = $Item.PSObject.Properties[$Name]
    $value = if ($property) { $property.Value } else { $null }
    if ($null -ne $value -and $value -isnot [string] -and $value -isnot [array] -and $value.PSObject.Properties['Value']) { $value = $value.Value }
    if ($value -is [byte[]]) { $value = [BitConverter]::ToString($value).Replace('-', '') }
    if ($null -eq $value) { '' } else { $value }
}

function Get-Number {
    param([object] $Item, [string] $Name)
    $value = Get-Plain $Item $Name
    if ($value -eq '') { 0 } else { [long] $value }
}

function Import-Iis {
    if (-not [Environment]::Is64BitProcess) {
        throw (New-Object System.NotSupportedException('This needs the 64-bit Windows PowerShell: a 32-bit one sees another registry and another System32.'))
    }
    Import-Module -Name WebAdministration -ErrorAction Stop
}

function Get-SiteLine {
    # The bindings of a site, as IIS has them. Item is IIS's own object, with its methods.
    param([string] $SiteName)
    foreach ($item in @(Get-WebBinding -Name $SiteName -ErrorAction Stop)) {
        if ($null -eq $item) { continue }
        [pscustomobject] @{
            Protocol = [string] (Get-Plain $item 'protocol')
            Information = [string] (Get-Plain $item 'bindingInformation')
            CertificateHash = ([string] (Get-Plain $item 'certificateHash')).ToUpperInvariant()
            StoreName = [string] (Get-Plain $item 'certificateStoreName')
            SslFlags = [int] (Get-Number $item 'sslFlags')
            Item = $item
        }
    }
}

function Read-Site {
    # Every site with its bindings. What IIS lists without naming a site must be as many, or a name was not understood.
    $sites = @(foreach ($site in @(Get-Website -ErrorAction Stop)) {
        if ($null -eq $site) { continue }
        $name = [string] (Get-Plain $site 'name')
        [pscustomobject] @{ Id = Get-Number $site 'id'; Name = $name; Item = $site; Lines = @(Get-SiteLine $name) }
    })
    $all = @(Get-WebBinding -ErrorAction Stop | Where-Object { $null -ne $_ })
    $told = 0
    foreach ($site in $sites) { $told += $site.Lines.Count }
    if ($told -ne $all.Count) {
        throw (New-Object System.InvalidOperationException("IIS lists $($all.Count) bindings in all, but $told when it is asked site by site, so they cannot be told."))
    }
    $sites
}
#endregion

#region What http.sys holds (the same text stands in every script that reads it; a test compares them)
$httpParameters = 'HKLM:\SYSTEM\CurrentControlSet\Services\HTTP\Parameters'

function Get-NetshPath {
    if (-not [Environment]::Is64BitProcess) {
        throw (New-Object System.NotSupportedException('This needs the 64-bit Windows PowerShell: a 32-bit one sees another registry and another System32.'))
    }
    Join-Path $env:SystemRoot 'System32\netsh.exe'
}

function Get-RegisteredKey {
    # The registry's keys for addresses and for names. http.sys keeps there what it shows.
    foreach ($name in 'SslBindingInfo', 'SslSniBindingInfo') {
        $path = $httpParameters + '\' + $name
        if (Test-Path -LiteralPath $path) { Get-ChildItem -LiteralPath $path -ErrorAction Stop | ForEach-Object { $path + '\' + $_.PSChildName } }
    }
}

function Read-HttpSys {
    # The entries of netsh http show sslcert, by the form of its lines and their order; its labels are in the server's language.
    $arguments = @('http', 'show', 'sslcert')
    $path = Get-NetshPath
    $lines = @(& $path @arguments | ForEach-Object { [string] $_ })
    $code = [int] $LASTEXITCODE
    $values = @(foreach ($line in $lines) {
        $found = [regex]::Match($line, '\A\s*\S.*?\s*:\s+(\S.*?)\s*\z')
        if ($found.Success) { $found.Groups[1].Value }
    })
    $starts = @(for ($i = 0; $i -lt $values.Count; $i++) { if ([regex]::IsMatch($values[$i], '\A\{[0-9A-Fa-f-]{36}\}\z')) { $i - 2 } })
    if ($starts.Count -eq 0) {
        # Where there is nothing, netsh fails with "file not found" in the server's language. So the registry has to agree.
        $registered = @(Get-RegisteredKey)
        if ($registered.Count -gt 0 -or $values.Count -gt 2) {
            throw (New-Object System.InvalidOperationException("netsh shows no certificate that can be read (exit code $code), though http.sys has $($registered.Count) in the registry."))
        }
        return
    }
    for ($n = 0; $n -lt $starts.Count; $n++) {
        $first = $starts[$n]
        $last = if ($n + 1 -lt $starts.Count) { $starts[$n + 1] - 1 } else { $values.Count - 1 }
        $entry = @(if ($first -ge 0 -and $last -ge $first + 3) { $values[$first..$last] })
        if ($entry.Count -lt 4 -or -not [regex]::IsMatch($entry[0], '(\A|:)\d{1,5}\z') -or -not [regex]::IsMatch($entry[1], '\A([0-9A-Fa-f]{40}|\(.*\))\z')) {
            throw (New-Object System.InvalidOperationException('netsh shows a certificate binding in a form that is not known here.'))
        }
        [pscustomobject] @{
            Address = $entry[0]
            CertificateHash = $(if ($entry[1].StartsWith('(')) { '' } else { $entry[1].ToUpperInvariant() })
            StoreName = $(if ($entry[3].StartsWith('(')) { '' } else { $entry[3] })
            ApplicationId = $entry[2].ToLowerInvariant()
            Words = $entry
        }
    }
}
#endregion

$iisId = '{4dc3e181-e14b-4a21-b022-59fc669b0914}'

function Split-Line {
    # Address, port and host of a line; an IPv6 address has colons of its own.
    param([string] $Line)
    $found = [regex]::Match($Line, '\A(.*):(\d{1,5}):([^:]*)\z')
    if ($found.Success) {
        [pscustomobject] @{ Address = $found.Groups[1].Value; Port = [int] $found.Groups[2].Value; HostName = $found.Groups[3].Value }
    } else {
        [pscustomobject] @{ Address = ''; Port = 0; HostName = '' }
    }
}

function Get-HttpSysAddress {
    param([string] $Line)
    $address = (Split-Line $Line).Address
    $(if ($address -eq '' -or $address -eq '*') { '0.0.0.0' } else { $address }) + ':' + $Port
}

function Get-BindingKey {
    # How the settings of a binding are told apart from those of others: site, protocol, port, and what narrows it down.
    param([string] $Line)
    if ($Line -eq '') { return '{0}:https:' -f $SiteId }
    $parts = Split-Line $Line
    $narrowed = if ($parts.Address -eq '' -or $parts.Address -eq '*') { '' } else { '@' + $parts.Address }
    $name = if ($parts.HostName -eq '') { '' } else { ':' + $parts.HostName }
    '{0}:https:{1}{2}{3}' -f $SiteId, $parts.Port, $narrowed, $name
}

function Test-Https {
    param([object] $Line)
    $Line.Protocol -eq 'https' -and (Split-Line $Line.Information).Port -eq $Port
}

function Test-ByName {
    # Whether http.sys finds the certificate of a line by its host name (SNI), in an entry of its own.
    param([object] $Line)
    ($Line.SslFlags -band 1) -and (Split-Line $Line.Information).HostName -ne ''
}

function Find-Line {
    # The https line of the port; of several the one that is not limited to a host name. $null without one. One by name is
    # never ours.
    param([object] $Site)
    $lines = @($Site.Lines | Where-Object { (Test-Https $_) -and -not (Test-ByName $_) } | Sort-Object -Property { (Split-Line $_.Information).HostName -ne '' })
    if ($lines.Count -gt 0) { $lines[0] }
}

function Read-State {
    # What is there now: site, line, entry of http.sys.
    param([string] $Address)
    $sites = @(Read-Site)
    $own = @($sites | Where-Object { $_.Id -eq $SiteId })
    if ($own.Count -ne 1) {
        throw (New-Object System.Management.Automation.ItemNotFoundException("There is no web site with the id $SiteId."))
    }
    $line = Find-Line $own[0]
    if ($Address -eq '') { $Address = Get-HttpSysAddress $(if ($Information -ne '') { $Information } elseif ($line) { $line.Information } else { '' }) }
    $entries = @(Read-HttpSys | Where-Object { $_.Address -eq $Address })
    $others = @(foreach ($site in $sites) { $site.Lines | Where-Object { $site.Id -ne $SiteId -or -not $line -or $_.Information -ne $line.Information } })
    [pscustomobject] @{
        Name = $own[0].Name
        Line = $line
        Information = $(if ($line) { $line.Information } else { '' })
        Hash = $(if ($line) { $line.CertificateHash } else { '' })
        Address = $Address
        Entry = $(if ($entries.Count -gt 0) { $entries[0] } else { $null })
        Served = $(if ($entries.Count -gt 0) { $entries[0].CertificateHash } else { '' })
        ByName = @($own[0].Lines | Where-Object { (Test-Https $_) -and (Test-ByName $_) })
        Sharing = @($others | Where-Object { (Test-Https $_) -and $_.SslFlags -eq 0 -and (Get-HttpSysAddress $_.Information) -eq $Address })
    }
}

function Find-Store {
    # The store that has the certificate with a private key: My, or WebHosting.
    foreach ($store in 'My', 'WebHosting') {
        $path = 'Cert:\LocalMachine\' + $store
        if (-not (Test-Path -LiteralPath $path)) { continue }
        if (@(Get-ChildItem -LiteralPath $path -ErrorAction Stop | Where-Object { $_.Thumbprint -eq $Thumbprint -and $_.HasPrivateKey }).Count -gt 0) { return $store }
    }
    # ERROR_NO_SUCH_LOGON_SESSION, which is what binding such a certificate ends in.
    throw (New-Object System.Runtime.InteropServices.COMException("The computer has no certificate $Thumbprint with a private key, so it cannot be bound.", -2147023584))
}

function Wait-For {
    # Reads until something is so, five times within four seconds.
    param([string] $Address, [scriptblock] $Test, [string] $What)
    for ($attempt = 1; $attempt -le 5; $attempt++) {
        if ($attempt -gt 1) { Start-Sleep -Seconds 1 }
        $state = Read-State $Address
        if (& $Test $state) { return $state }
    }
    throw (New-Object System.InvalidOperationException("IIS reported success, but $What. It reads back as '$($state.Information)' with '$($state.Hash)', and http.sys has '$($state.Served)' on $($state.Address)."))
}

function Remove-Entry {
    param([string] $Address)
    $arguments = @('http', 'delete', 'sslcert', ('ipport=' + $Address))
    $path = Get-NetshPath
    $printed = @(& $path @arguments | ForEach-Object { [string] $_ }) -join ' '
    if ($LASTEXITCODE -ne 0) {
        throw (New-Object System.InvalidOperationException("netsh could not delete the certificate of $Address (exit code $LASTEXITCODE): $($printed.Trim())"))
    }
}

function Remove-Line {
    param([object] $State)
    $gone = $State.Information
    if ($State.Hash -ne '') { [void] $State.Line.Item.RemoveSslCertificate() }
    Remove-WebBinding -Name $State.Name -Protocol 'https' -BindingInformation $gone -ErrorAction Stop
    Wait-For $State.Address { param($now) $now.Information -ne $gone } "the binding '$gone' is still there"
}

function Get-Starred {
    # IIS writes every address as * or as nothing: both are the same line.
    param([string] $Line)
    if ($Line.StartsWith(':', [StringComparison]::Ordinal)) { '*' + $Line } else { $Line }
}

function Test-Wanted {
    # Character by character: for -eq two texts are the same that differ in what is not displayed.
    param([object] $State)
    [string]::Equals((Get-Starred $State.Information), (Get-Starred $Information), [StringComparison]::OrdinalIgnoreCase)
}

function New-Line {
    param([object] $State)
    $parts = Split-Line $Information
    New-WebBinding -Name $State.Name -Protocol 'https' -Port $Port -IPAddress $(if ($parts.Address -eq '') { '*' } else { $parts.Address }) -HostHeader $parts.HostName -ErrorAction Stop
    Wait-For $State.Address { param($now) Test-Wanted $now } "the binding '$Information' is not there"
}

function Write-Line {
    param([object] $State)
    if (Test-Wanted $State) { return $State }
    if ($State.Information -ne '') { $State = Remove-Line $State }
    if ($Information -ne '') { $State = New-Line $State }
    $State
}

function Write-Certificate {
    # On the binding and in http.sys at once, as AddSslCertificate does.
    param([object] $State, [string] $Wanted, [string] $Store)
    if ($Wanted -eq '') {
        if ($State.Line -and $State.Hash -ne '') { [void] $State.Line.Item.RemoveSslCertificate() }
        $State = Read-State $State.Address
        if ($State.Entry) { Remove-Entry $State.Address }
    } else {
        try {
            [void] $State.Line.Item.AddSslCertificate($Wanted, $Store)
        } catch {
            $problem = $_.Exception
            while ($problem.InnerException) { $problem = $problem.InnerException }
            # ERROR_ALREADY_EXISTS
            if ($problem.HResult -ne -2147024713 -or -not $State.Entry) { throw }
            Remove-Entry $State.Address
            [void] $State.Line.Item.AddSslCertificate($Wanted, $Store)
        }
    }
    [void] (Wait-For $State.Address { param($now) $now.Hash -eq $Wanted -and $now.Served -eq $Wanted } "the certificate is not '$Wanted'")
}

if ($Information -ne '' -and (Split-Line $Information).Port -ne $Port) {
    throw (New-Object System.ArgumentException("'$Information' is no binding of port $Port."))
}
Import-Iis
$before = Read-State ''
$wanted = if ($Information -ne '') { $Thumbprint.ToUpperInvariant() } else { '' }
$store = if ($wanted -ne '') { Find-Store } else { '' }
$differs = $before.Served -ne $wanted -or $before.Hash -ne $wanted
if ($differs -and $before.Sharing.Count -gt 0) {
    throw (New-Object System.InvalidOperationException("Another https binding shares the certificate of $($before.Address): '$($before.Sharing[0].Information)'. It is left alone."))
}
if ($differs -and $before.Entry -and $before.Entry.ApplicationId -ne $iisId) {
    throw (New-Object System.InvalidOperationException("The certificate on $($before.Address) was put there by another program than IIS ($($before.Entry.ApplicationId)). It is left alone."))
}
$foreign = @($before.ByName | Where-Object { Test-Wanted $_ })
if ($before.Line -and ($before.Line.SslFlags -band 3) -and ($differs -or -not (Test-Wanted $before))) { $foreign = @($before.Line) }
if ($foreign.Count -gt 0) {
    # Its certificate is elsewhere: in an entry by name, or in a file. Neither is read here, nor could it be put back.
    throw (New-Object System.NotSupportedException("The binding '$($foreign[0].Information)' finds its certificate by name or in the central store (sslFlags $($foreign[0].SslFlags)). It is left alone."))
}
$former = @(
    [pscustomobject] @{ Path = "binding/$(Get-BindingKey $before.Information)/Information"; Value = $before.Information }
    [pscustomobject] @{ Path = "binding/$(Get-BindingKey $before.Information)/CertificateHash"; Value = $before.Hash }
    [pscustomobject] @{ Path = "httpsys/$($before.Address)/CertificateHash"; Value = $before.Served }
)
$state = Write-Line $before
if ($state.Served -ne $wanted -or $state.Hash -ne $wanted) { Write-Certificate $state $wanted $store }
[pscustomobject] @{ Former = $former; Output = ''; ExitCode = 0 }
