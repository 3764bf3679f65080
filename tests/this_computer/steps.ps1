<#
Every change of the server counts as a step, so that something can go wrong between two. In front of functions of the areas.
#>

$global:StandIn.Bare = @{}
foreach ($name in 'Set-Registry', 'Invoke-StandInWsusUtil', 'Set-CMSoftwareUpdatePoint') { $global:StandIn.Bare[$name] = (Get-Item -LiteralPath "function:$name").ScriptBlock }

function global:Add-Change([string] $Text) {
    if ($global:StandIn.Up) {
        Step-StandIn
        if ($Text.StartsWith('registry ')) { $global:StandIn.Touched[$Text.Substring(9)] = $true }
        # Whoever writes values of WSUS by hand has to restart it.
        if ($Text -like 'registry *\Update Services\Server\Setup\*') { $global:Server.Components.stale = $true }
        if ($Text -eq 'restart WsusService') { $global:Server.Components.stale = $false }
    }
    $global:Server.Base.Changes.Add($Text)
}

function global:Set-Registry {
    # For stand-ins. What configuressl writes are changes of their own.
    param([string] $Key, [string] $Name, $Value)
    if ($global:StandIn.Up -and $Key -notlike '*\HTTP\Parameters\*') {
        if ($global:StandIn.Telling) { Step-StandIn }
        $global:StandIn.Touched["$Key\$Name"] = $true
    }
    & $global:StandIn.Bare['Set-Registry'] $Key $Name $Value
}

function global:Invoke-StandInWsusUtil([object[]] $Arguments) {
    # It takes the port from the https binding of its web site.
    $binding = (Read-StandInConfig).SelectSingleNode("//site[@id='$($global:Server.Wsus.site_id)']/bindings/binding[@protocol='https']")
    $global:Server.Wsus.https_port = if ($binding) { [int] $binding.GetAttribute('bindingInformation').Split(':')[-2] } else { 0 }
    $global:StandIn.Telling = $true
    try { & $global:StandIn.Bare['Invoke-StandInWsusUtil'] $Arguments } finally { $global:StandIn.Telling = $false }
}

function global:Set-CMSoftwareUpdatePoint {
    # The site's component notices at once.
    [CmdletBinding()]
    param([Parameter(Mandatory = $true)] [string] $SiteCode, [Parameter(Mandatory = $true)] [string] $SiteSystemServerName,
        [Alias('SslWsus', 'WsusSsl')] [bool] $EnableSsl, [int] $HttpPort, [int] $HttpsPort, [switch] $PassThru)
    & $global:StandIn.Bare['Set-CMSoftwareUpdatePoint'] @PSBoundParameters
    Invoke-StandInWcm
}

function global:Add-StandInEffect([string] $Class, [scriptblock] $Do) {
    # Something that follows a method of WMI at once.
    $known = $global:Server.Base.Cim
    $bare = $known[$Class]
    $known[$Class] = { param($Bound, $Cmdlet) & $bare $Bound $Cmdlet; & $Do }.GetNewClosure()
}

function global:Read-StandInConfig {
    # Read anew only where somebody has written it: it is asked for hundreds of times.
    $kept = $global:StandIn.Config
    $time = [IO.File]::GetLastWriteTimeUtc($global:Server.Iis.File)
    if ($null -eq $kept -or $kept.Time -ne $time) {
        $kept = @{ Time = $time; Document = [Xml.XmlDocument]::new() }
        $kept.Document.Load($global:Server.Iis.File)
        $global:StandIn.Config = $kept
    }
    , $kept.Document
}
