<#
What goes wrong: with the nth run of an operation, behind so many of its changes. It fails, hangs, or its process stops (each
behind the last one where it makes fewer); or it lies: all is taken back, and success is reported.
#>

function global:Enter-StandInRequest([string] $Name) {
    $stand = $global:StandIn
    # Somebody else has saved it meanwhile: another process, or whoever puts the server back.
    if ($stand.Seen -ne (Get-StandInTime)) { Start-StandInServer }
    $stand.Request, $stand.Fault, $stand.Steps = $Name, $null, 0
    $faults = @((ConvertFrom-Json ([IO.File]::ReadAllText([IO.Path]::Combine($stand.Folder, 'faults.json')))).faults | Where-Object { $_.operation -eq $Name })
    if (-not $faults.Count) { return }
    $run = 1 + [int] $stand.Runs[$Name]
    $stand.Runs[$Name] = $run
    $stand.Unsaved = $true
    foreach ($fault in $faults) {
        if ($run -ge $fault.at -and ($fault.times -eq 0 -or $run -lt $fault.at + $fault.times)) { $stand.Fault = $fault }
    }
    if ($stand.Fault -and $stand.Fault.kind -eq 'lies') {
        Save-StandInState
        Copy-StandInDisk 'Windows' 'Windows.before'
    }
}

function global:Step-StandIn {
    # Before each change.
    $stand = $global:StandIn
    $fault = $stand.Fault
    if ($fault -and $fault.kind -ne 'lies' -and $stand.Steps -ge $fault.after) { Invoke-StandInFault $fault }
    $stand.Steps++
    $stand.Unsaved = $true
}

function global:Invoke-StandInFault($Fault) {
    $stand = $global:StandIn
    $stand.Fault = $null
    Save-StandInState
    switch ($Fault.kind) {
        'fails' { throw (New-GermanError 'Unbekannter Fehler' 0x80004005) }
        'hangs' {
            [IO.File]::WriteAllText([IO.Path]::Combine($stand.Folder, 'hung'), $stand.Request)
            [Threading.Thread]::Sleep(-1)
        }
        'stops' { [Diagnostics.Process]::GetCurrentProcess().Kill() }
    }
}

function global:Exit-StandInRequest {
    # The answer is about to be sent.
    $stand = $global:StandIn
    $fault = $stand.Fault
    if ($fault -and $fault.kind -eq 'lies') {
        $stand.Fault = $null
        $disk, $before = [IO.Path]::Combine($stand.Folder, 'Windows'), [IO.Path]::Combine($stand.Folder, 'Windows.before')
        Invoke-StandInAgain { [IO.Directory]::Delete($disk, $true) }
        Invoke-StandInAgain { [IO.Directory]::Move($before, $disk) }
        Start-StandInServer
    } elseif ($fault) {
        Invoke-StandInFault $fault
    }
    if ($stand.Steps -gt [int] $stand.Most[$stand.Request]) { $stand.Most[$stand.Request] = $stand.Steps }
    if ($stand.Unsaved) { Save-StandInState }
}

function global:Copy-StandInDisk([string] $From, [string] $To) {
    $source, $target = [IO.Path]::Combine($global:StandIn.Folder, $From), [IO.Path]::Combine($global:StandIn.Folder, $To)
    if ([IO.Directory]::Exists($target)) { [IO.Directory]::Delete($target, $true) }
    [void] [IO.Directory]::CreateDirectory($target)
    foreach ($folder in [IO.Directory]::GetDirectories($source, '*', 'AllDirectories')) { [void] [IO.Directory]::CreateDirectory($target + $folder.Substring($source.Length)) }
    foreach ($file in [IO.Directory]::GetFiles($source, '*', 'AllDirectories')) { [IO.File]::Copy($file, $target + $file.Substring($source.Length)) }
}
