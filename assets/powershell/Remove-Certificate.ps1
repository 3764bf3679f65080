<#
.SYNOPSIS
Removes a certificate and its private key from the computer's Personal store. Cannot be undone.

.DESCRIPTION
Calls Remove-Item -DeleteKey for Cert:\LocalMachine\My\THUMBPRINT. A certificate that is not there needs nothing; afterwards
the store is read again, and a certificate that is still there is an error.

What still uses the certificate stops working: see that no binding does (Get-SiteBinding, Get-HttpSysBinding).

.PARAMETER Thumbprint
SHA-1 of the certificate, 40 hexadecimal digits.

.EXAMPLE
.\Remove-Certificate.ps1 -Thumbprint 0123456789ABCDEF0123456789ABCDEF01234567

.OUTPUTS
One object: Former (always empty), Output and ExitCode.

.NOTES
Run it in the 64-bit Windows PowerShell 5.1, elevated, on the WSUS server.

Not proven on a real server yet: it was run against a stand-in for the store.

Where each fact is from, and how sure it is:
- -DeleteKey is a parameter that Remove-Item has on the drive Cert: PowerShell-Docs, about_Certificate_Provider. Sure.
- With a key that cannot be opened it may fail; the error of Windows is shown then. From memory.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [ValidatePattern('\A[0-9A-Fa-f]{40}\z')]
    [string] $Thumbprint
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

function Test-There {
    @(Get-ChildItem -LiteralPath 'Cert:\LocalMachine\My' -ErrorAction Stop | Where-Object { $_.Thumbprint -eq $Thumbprint }).Count -gt 0
}

if (Test-There) {
    Remove-Item -LiteralPath ('Cert:\LocalMachine\My\' + $Thumbprint.ToUpperInvariant()) -DeleteKey -ErrorAction Stop
    if (Test-There) {
        throw (New-Object System.InvalidOperationException("Windows reported success, but the certificate $Thumbprint is still in the Personal store."))
    }
}
[pscustomobject] @{ Former = @(); Output = ''; ExitCode = 0 }
