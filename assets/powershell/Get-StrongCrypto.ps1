<#
.SYNOPSIS
Reads SchUseStrongCrypto and SystemDefaultTlsVersions of .NET Framework 2 and 4, in both registry views.

.DESCRIPTION
These eight values decide which TLS versions programs of .NET Framework ask for: WSUS, its console, ConfigMgr's components.
Each is returned as text. An absent one is empty, which is not the same as 0: then the version of .NET Framework decides.

Nothing is changed. A value that cannot be read ends the script; it is never shown as absent.

.EXAMPLE
.\Get-StrongCrypto.ps1

.EXAMPLE
(.\Get-StrongCrypto.ps1) | Where-Object { $_.Value -ne '1' }

.OUTPUTS
An array of objects with Path, Name and Value: always eight.

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, on the WSUS server and on the site server.

Not proven on a real server yet: it was run against stand-ins that behave as the sources below say.

Where each fact is from, and how sure it is:
- The keys SOFTWARE\Microsoft\.NETFramework\v4.0.30319 and v2.0.50727, their twins below WOW6432Node, and both values as
  DWORD 1: learn.microsoft.com, TLS best practices with .NET Framework. Sure. A page of PatchMyPC spells the key
  Microsoft.NET\Framework in one place: wrong.
- .NET Framework reads a DWORD. Where something else stands there, its text says so, and it is not 1. Good.
- What a running program uses was read when it started: a change shows after its restart. Good.
#>
[CmdletBinding()]
param()
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

function Get-ValueText {
    # The value as text; empty where the key or the value is not there.
    param([string] $Key, [string] $Name)
    try { $item = Get-ItemProperty -LiteralPath $Key -ErrorAction Stop } catch [System.Management.Automation.ItemNotFoundException] { return '' }
    if ($null -eq $item -or -not $item.PSObject.Properties[$Name]) { return '' }
    $value = $item.PSObject.Properties[$Name].Value
    if ($value -is [int]) { [string] $value } else { "'$value', which is no DWORD" }
}

if (-not [Environment]::Is64BitProcess) {
    throw (New-Object System.NotSupportedException('This needs the 64-bit Windows PowerShell: a 32-bit one sees one registry view twice.'))
}
$values = foreach ($folder in 'SOFTWARE\Microsoft\.NETFramework', 'SOFTWARE\WOW6432Node\Microsoft\.NETFramework') {
    foreach ($version in 'v2.0.50727', 'v4.0.30319') {
        foreach ($name in 'SchUseStrongCrypto', 'SystemDefaultTlsVersions') {
            $path = $folder + '\' + $version
            [pscustomobject] @{ Path = 'HKLM\' + $path; Name = $name; Value = Get-ValueText ('HKLM:\' + $path) $name }
        }
    }
}
, @($values)
