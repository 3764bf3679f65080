<#
Stands in for the folders that Configuration Manager's logs are in: real files, since the script opens real files.
#>

function global:Initialize-Logs {
    param($State)
    $facts = Join-Fact @{
        files = [pscustomobject] @{}                     # name -> text, written as UTF-8 without a mark
        bytes = [pscustomobject] @{}                     # name -> base64
        site = $true                        # HKLM\SOFTWARE\Microsoft\SMS\Setup is there
        traced = $false                     # the site's components name their files themselves, in another folder
        client_folder = $false              # the client's logs are where LogDirectory says, not below %SystemRoot%
        locked = ''                         # a name: locked until the first wait ends
        locked_for = 1
    } $State
    foreach ($stream in $global:StandInLocks) { $stream.Dispose() }
    $global:StandInLocks = @()
    $root = $global:Server.Base.Folder
    $folders = @{ Installed = [IO.Path]::Combine($root, 'CM', 'Logs'); Traced = [IO.Path]::Combine($root, 'Traced'); Client = [IO.Path]::Combine($root, 'CCM', 'Logs'); Moved = [IO.Path]::Combine($root, 'Moved') }
    foreach ($folder in $folders.Values) { [void] [IO.Directory]::CreateDirectory($folder) }
    if ($facts.site) { Set-Registry 'HKLM:\SOFTWARE\Microsoft\SMS\Setup' 'Installation Directory' ([IO.Path]::Combine($root, 'CM')) }
    if ($facts.traced) {
        Set-Registry 'HKLM:\SOFTWARE\Microsoft\SMS\Tracing\SMS_WSUS_CONFIGURATION_MANAGER' 'TraceFileName' ([IO.Path]::Combine($folders.Traced, 'WCM.log'))
        Set-Registry 'HKLM:\SOFTWARE\Microsoft\SMS\Tracing\SMS_WSUS_SYNC_MANAGER' 'TraceFileName' ([IO.Path]::Combine($folders.Traced, 'wsyncmgr.log'))
    }
    if ($facts.client_folder) { Set-Registry 'HKLM:\SOFTWARE\Microsoft\CCM\Logging\@Global' 'LogDirectory' $folders.Moved }
    $facts['Site'] = if ($facts.traced) { $folders.Traced } else { $folders.Installed }
    $facts['Client'] = if ($facts.client_folder) { $folders.Moved } else { $folders.Client }
    $global:Server['Logs'] = $facts
    foreach ($file in $facts.files.PSObject.Properties) { [IO.File]::WriteAllText((Get-StandInLog $file.Name), [string] $file.Value) }
    foreach ($file in $facts.bytes.PSObject.Properties) { [IO.File]::WriteAllBytes((Get-StandInLog $file.Name), [Convert]::FromBase64String($file.Value)) }
    if ($facts.locked) {
        $stream = New-Object IO.FileStream((Get-StandInLog $facts.locked), 'Open', 'ReadWrite', 'None')
        $global:StandInLocks = @($stream)
        Add-Late $facts.locked_for { $stream.Dispose() }.GetNewClosure()
    }
}

function global:Get-StandInLog([string] $Name) {
    # Full path of a log: by its name, it is the site's or the client's.
    $facts = $global:Server.Logs
    [IO.Path]::Combine($(if ($Name -match '\A(WCM|wsyncmgr)\.') { $facts.Site } else { $facts.Client }), $Name)
}

$global:StandInLocks = @()
