<#
New-Object for all that stands in: connections go to the listeners, chains to the server's root, and Active Directory where its
area is loaded.
#>

function global:New-Object {
    [CmdletBinding(DefaultParameterSetName = 'Net')]
    param([Parameter(Position = 0, ParameterSetName = 'Net', Mandatory = $true)] [string] $TypeName, [Parameter(Position = 1)] [Alias('Args')] [object[]] $ArgumentList,
        [Parameter(ParameterSetName = 'Com', Mandatory = $true)] [string] $ComObject, [System.Collections.IDictionary] $Property)
    switch ($TypeName) {
        'System.Net.Sockets.TcpClient' { return New-StandInTcpClient }
        'System.Security.Cryptography.X509Certificates.X509Chain' { return New-StandInChain }
        'System.DirectoryServices.DirectoryEntry' { return New-StandInDirectoryEntry $ArgumentList[0] }
        'System.DirectoryServices.DirectorySearcher' { return New-StandInSearcher }
    }
    Microsoft.PowerShell.Utility\New-Object @PSBoundParameters
}
