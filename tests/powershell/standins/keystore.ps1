<#
Keys where the computer has no store for them, as Wine: computed ones. Dot-sourced before all else that uses keys.
#>
# RSA by another name than the one that computed keys are to have. No variable: scripts would see it.
try { [void] ([type]::GetType('System.Security.Cryptography.RSA, System.Security.Cryptography'))::Create(1024).ExportParameters($false) } catch { . ([IO.Path]::Combine($PSScriptRoot, 'keys.ps1')) }
