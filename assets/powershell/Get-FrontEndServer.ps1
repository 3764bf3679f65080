<#
.SYNOPSIS
Lists the WSUS servers that use the same database as this one: WsusUtil.exe listfrontendservers.

.DESCRIPTION
This server is among them. Where there are others, SSL has to be set the same way on each of them.

Nothing is changed. A line that is not understood, or a list without any server, is an error: who is not seen must not be
taken for absent.

.EXAMPLE
.\Get-FrontEndServer.ps1 | Format-Table Name, Active, Master

.OUTPUTS
An array: Name, Active (it has been in contact of late), Master (the one that synchronizes).

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, elevated, on the WSUS server.

Not proven on a real server yet: it was run against stand-ins that print what the source below shows.

Where each fact is from, and how sure it is:
- The program, its argument, and "Server: NAME, IsActive:True, IsMaster:True," with a line "LastContactedTime:..." behind it:
  SupportArticles-docs, wsus-configure-shared-database.md. Sure. That page shows it in English. Whether its words are
  translated is not known, so only the form counts: a label, a colon, the name, and two booleans of .NET, which are not.
- What is behind the booleans is a time in the server's language. Whether it stands on a line of its own or on the same is
  taken either way.
- The exit code is documented nowhere. That 0 means success is from memory; any other is an error.
#>
[CmdletBinding()]
param()
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

#region The set-up values of WSUS (the same text stands in every script that reads them; a test compares them)
$setupKey = 'HKLM:\SOFTWARE\Microsoft\Update Services\Server\Setup'

function Read-SetupKey {
    # The key's values; $null where there is no such key. Anything else that goes wrong is an error.
    if (-not [Environment]::Is64BitProcess) {
        throw (New-Object System.NotSupportedException('This needs the 64-bit Windows PowerShell: a 32-bit one sees another registry.'))
    }
    try { Get-ItemProperty -LiteralPath $setupKey -ErrorAction Stop } catch [System.Management.Automation.ItemNotFoundException] { $null }
}

function Get-SetupValue {
    # One of them, as it is; $null where it is absent.
    param([AllowNull()] [object] $Setup, [string] $Name)
    if ($null -ne $Setup -and $Setup.PSObject.Properties[$Name]) { $Setup.PSObject.Properties[$Name].Value } else { $null }
}

function Get-SetupNumber {
    # A number of them; 0 where it is absent. What is no number is an error, not 0.
    param([AllowNull()] [object] $Setup, [string] $Name)
    $present = Get-SetupValue $Setup $Name
    if ($null -eq $present) { return [long] 0 }
    [long] $number = 0
    if (-not [long]::TryParse([string] $present, [Globalization.NumberStyles]::None, [Globalization.CultureInfo]::InvariantCulture, [ref] $number)) {
        throw (New-Object System.InvalidOperationException("The set-up value $Name of WSUS is no number: '$present'."))
    }
    $number
}

function Get-SetupSettings {
    # The three values that configuressl writes, as settings: what is absent reads as 0 or as empty.
    param([AllowNull()] [object] $Setup)
    $values = [ordered] @{
        UsingSsl = [string] [int] ((Get-SetupNumber $Setup 'UsingSSL') -ne 0)
        PortNumber = [string] (Get-SetupNumber $Setup 'PortNumber')
        ServerCertificateName = [string] (Get-SetupValue $Setup 'ServerCertificateName')
    }
    foreach ($name in $values.Keys) { [pscustomobject] @{ Path = 'wsus/' + $name; Value = $values[$name] } }
}

function Find-WsusUtil {
    # Full path of WsusUtil.exe; empty where it is not there.
    param([AllowNull()] [object] $Setup)
    $folder = [string] (Get-SetupValue $Setup 'TargetDir')
    if ($folder -eq '') { $folder = Join-Path $env:ProgramFiles 'Update Services' }
    $path = Join-Path $folder 'Tools\WsusUtil.exe'
    if (Test-Path -LiteralPath $path -PathType Leaf -ErrorAction Stop) { $path } else { '' }
}
#endregion

function ConvertTo-FrontEnd {
    # One server for each line that names one. The line directly behind it may be the time of its last contact.
    param([string[]] $Line)
    $behind = $false
    foreach ($text in $Line) {
        if ($text.Trim() -eq '') { continue }
        $found = [regex]::Match($text, '\A\s*[^:,]+:\s*([^\s,:]+)\s*,[^:,]+:\s*(True|False)\s*,[^:,]+:\s*(True|False)\s*(?:,.*)?\z')
        if ($found.Success) {
            [pscustomobject] @{
                Name = $found.Groups[1].Value
                Active = ($found.Groups[2].Value -ceq 'True')
                Master = ($found.Groups[3].Value -ceq 'True')
            }
        } elseif (-not $behind -or -not [regex]::IsMatch($text, '\A\s*[^:,\d]+:\s*\d[^,]*\z')) {
            throw (New-Object System.FormatException("WsusUtil.exe listfrontendservers printed a line that is not understood: '$($text.Trim())'."))
        }
        $behind = $found.Success
    }
}

$program = Find-WsusUtil (Read-SetupKey)
if ($program -eq '') {
    throw (New-Object System.IO.FileNotFoundException('WsusUtil.exe is not where WSUS says that it is installed, so it cannot be asked for front ends.'))
}
$arguments = @('listfrontendservers')
# Windows PowerShell would end the script at the first line that the program writes to stderr, without its exit code.
$ErrorActionPreference = 'Continue'
try {
    # An empty input of its own: else it has that of this PowerShell, by which the wizard's requests come.
    $lines = @(@() | & $program @arguments 2>&1 | ForEach-Object { [string] $_ })
    $exitCode = $LASTEXITCODE
} catch {
    throw
} finally {
    $ErrorActionPreference = 'Stop'
}
if ($exitCode -ne 0) {
    throw (New-Object System.InvalidOperationException("WsusUtil.exe listfrontendservers failed (exit code $exitCode): $(($lines -join ' ').Trim())"))
}
$servers = @(ConvertTo-FrontEnd $lines)
if ($servers.Count -eq 0) {
    throw (New-Object System.FormatException('WsusUtil.exe listfrontendservers named no server, not even this one.'))
}
, $servers
