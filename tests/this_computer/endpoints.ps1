<#
The network of the server, and the WSUS API on it. Who dials a port of the server gets to the listener that serves it, which
is on another port of loopback; a port that no binding asks for refuses.
#>

function global:Resolve-StandInEndpoint([string] $Name, [int] $Port) {
    # The port of loopback that stands for it.
    $folder = $global:StandIn.Folder
    $ports = ConvertFrom-Json ([IO.File]::ReadAllText([IO.Path]::Combine($folder, 'ports.json')))
    if (@($ports.names) -notcontains $Name) { throw [Net.Sockets.SocketException]::new(11001) }
    $document = [Xml.XmlDocument]::new()
    $document.Load([IO.Path]::Combine($folder, 'Windows', 'System32', 'inetsrv', 'config', 'applicationHost.config'))
    foreach ($binding in $document.SelectNodes('//site[@state="Started"]/bindings/binding')) {
        if ($binding.GetAttribute('bindingInformation') -match ":$($Port):[^:]*\z") { return [int] $ports.($binding.GetAttribute('protocol')) }
    }
    [int] $ports.closed
}

function global:New-StandInTcpClient {
    # A real one, but for whom it dials.
    $client = [Net.Sockets.TcpClient]::new()
    Add-Member -InputObject $client -Force -MemberType ScriptMethod -Name BeginConnect -Value {
        param($Name, $Port, $Callback, $State)
        $this.PSBase.BeginConnect('127.0.0.1', (Resolve-StandInEndpoint $Name $Port), $null, $null)
    }
    $client
}

function global:New-StandInChain {
    # One that trusts whom the server trusts. Of the computer's own stores nothing is changed.
    $chain = [Security.Cryptography.X509Certificates.X509Chain]::new($true)
    $chain.ChainPolicy.TrustMode = 'CustomRootTrust'
    $root = [IO.File]::ReadAllBytes([IO.Path]::Combine($global:StandIn.Folder, 'root.pem'))
    [void] $chain.ChainPolicy.CustomTrustStore.Add([Security.Cryptography.X509Certificates.X509Certificate2]::new($root))
    $chain
}

function global:Test-StandInTrust([byte[]] $Raw, [Net.Security.SslPolicyErrors] $Wrong) {
    # What .NET says of a name counts, what it says of a chain is looked at again.
    if (($Wrong -band 3) -or -not $Raw) { return $false }
    $chain = New-StandInChain
    $chain.ChainPolicy.RevocationMode = 'NoCheck'
    $chain.Build([Security.Cryptography.X509Certificates.X509Certificate2]::new($Raw))
}

function global:Invoke-StandInCall([string] $Name, [int] $Port, [bool] $UseSsl, [string] $Path) {
    # How a component of this server fares: the status of the answer, or name, refused, channel or trust.
    $client = [Net.Sockets.TcpClient]::new()
    try {
        try { $client.Connect('127.0.0.1', (Resolve-StandInEndpoint $Name $Port)) } catch {
            return $(if ($_.Exception.GetBaseException().SocketErrorCode -eq 'HostNotFound') { 'name' } else { 'refused' })
        }
        $client.ReceiveTimeout = 20000
        $stream = $client.GetStream()
        if ($UseSsl) {
            $noted = @{ Wrong = [Net.Security.SslPolicyErrors]::None; Raw = $null }
            $note = { param($from, $served, $chain, $wrong) $noted.Wrong, $noted.Raw = $wrong, $served.GetRawCertData(); $true }.GetNewClosure()
            $stream = [Net.Security.SslStream]::new($stream, $false, $note)
            try { $stream.AuthenticateAsClient($Name) } catch { return 'channel' }
            if (-not (Test-StandInTrust $noted.Raw $noted.Wrong)) { return 'trust' }
        }
        $request = [Text.Encoding]::ASCII.GetBytes("GET $Path HTTP/1.1`r`nHost: $($Name):$Port`r`nConnection: close`r`n`r`n")
        $stream.Write($request, 0, $request.Length)
        $line = [IO.StreamReader]::new($stream).ReadLine()
        if ($line -match '\AHTTP/1\.1 (\d{3})') { $Matches[1] } else { 'channel' }
    } finally {
        $client.Close()
    }
}

function global:Get-StandInApiAnswer([string] $Name, [int] $Port, [bool] $UseSsl) {
    # 401 is what ApiRemoting30 says to whoever has not signed in yet.
    $answer = Invoke-StandInCall $Name $Port $UseSsl '/ApiRemoting30/WebService.asmx'
    if ($answer -eq '401') { 'works' } else { $answer }
}

class StandInApi {
    static [object] GetUpdateServer([string] $Name, [bool] $UseSsl, [int] $Port) {
        $answer = Get-StandInApiAnswer $Name $Port $UseSsl
        if ($answer -ne 'works') {
            . ([IO.Path]::Combine([IO.Path]::GetDirectoryName($global:StandIn.Here), 'powershell', 'standins', 'wsus.ps1'))
            throw (New-Object System.Management.Automation.MethodInvocationException('Ausnahme beim Aufrufen von "GetUpdateServer" mit 3 Argument(en).', (New-StandInRefusal $answer)))
        }
        $server = [pscustomobject] @{ Name = $Name; Version = [version] '10.0.20348.143'; IsConnectionSecureForApiRemoting = $UseSsl; PortNumber = $Port }
        # Nobody is downstream.
        Add-Member -InputObject $server -MemberType ScriptMethod -Name GetDownstreamServers -Value { , [Collections.ArrayList]::new() }
        return $server
    }
}

function global:Set-StandInApi {
    $accelerators = [psobject].Assembly.GetType('System.Management.Automation.TypeAccelerators')
    [void] $accelerators::Remove('Microsoft.UpdateServices.Administration.AdminProxy')
    $accelerators::Add('Microsoft.UpdateServices.Administration.AdminProxy', [StandInApi])
}

Set-StandInApi
