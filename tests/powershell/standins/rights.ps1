<#
Stands in for the site's administrators: SMS_Admin of the SMS Provider. To be loaded behind the area of the site, if at all.

As there: AdminSid and Roles are lazy, so a query leaves them out and only the instance has them; who may not read the
administrators is shown none, without an error (memdocs, sms_admin-server-wmi-class.md).
#>

function global:Initialize-Rights {
    param($State)
    $facts = Join-Fact @{
        provider = ''                       # machine of the SMS Provider; '' for this one
        sms = $true                         # root\SMS is there
        denied = $false
        admins = @(
            [pscustomobject] @{ sid = 'S-1-5-21-3623811015-3361044348-30300820-500'; roles = @('SMS0001R'); names = @('Full Administrator') }
            [pscustomobject] @{ sid = 'S-1-5-21-3623811015-3361044348-30300820-1604'; roles = @('SMS0001R'); names = @('Full Administrator') }
        )
    } $State
    $global:Server['Rights'] = $facts
    if (-not $facts.sms) { return }
    if (-not $global:Server.ContainsKey('Site')) {
        Set-CimClass 'root\SMS' 'SMS_ProviderLocation' {
            $machine = $global:Server.Rights.provider
            [pscustomobject] @{ Machine = 'OTHER.contoso.com'; SiteCode = 'PS2'; ProviderForLocalSite = $false; NamespacePath = '\\OTHER.contoso.com\root\sms\site_PS2' }
            [pscustomobject] @{ Machine = $(if ($machine) { $machine } else { $env:COMPUTERNAME + '.contoso.com' }); SiteCode = 'PS1'; ProviderForLocalSite = $true; NamespacePath = '\\x\root\sms\site_PS1' }
        }
    }
    Set-CimClass 'root\SMS\site_PS1' 'SMS_Admin' {
        param($Bound, $Cmdlet)
        if ($global:Server.Rights.denied) { $Cmdlet.WriteError((New-Failure (New-Object Microsoft.Management.Infrastructure.CimException('Zugriff verweigert ')) 0x80041003)); return }
        foreach ($admin in $global:Server.Rights.admins) {
            $whole = [pscustomobject] @{ AdminSid = $admin.sid; LogonName = 'CONTOSO\x'; Roles = [string[]] $admin.roles; RoleNames = [string[]] $admin.names }
            [pscustomobject] @{ AdminSid = $null; LogonName = 'CONTOSO\x'; Roles = $null; RoleNames = [string[]] $admin.names; Whole = $whole }
        }
    }
}
