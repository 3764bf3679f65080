# The PowerShell that stays: a request per line in, an answer per line out. Lines that begin with # are not sent.
# It builds code from text, as nothing else of the product does: the text is a script of the product, never a parameter.
$ErrorActionPreference='Stop'
$ProgressPreference='SilentlyContinue'
$m=$ExecutionContext.SessionState.LanguageMode
if ($m -ne 'FullLanguage') {
"`n@NONCE@X$m"
exit 9
}
$u=New-Object Text.UTF8Encoding $false
try { [Console]::OutputEncoding=$u } catch {}
$r=[IO.StreamReader][Console]::OpenStandardInput()
$global:Io=@{O=[Console]::OpenStandardOutput();U=$u;Id=0}
# 5.1 hangs members on arrays and dates (value and Count, DisplayHint), which its ConvertTo-Json would write.
foreach ($t in 'System.Array','System.DateTime') { Remove-TypeData $t -ea Ignore }
# Data without anything hung on it. What is no text, switch, whole number, list or flat object is refused:
# ConvertTo-Json would write an enumeration as a number, and explode on anything live.
# A list as a whole, and texts and numbers of an object where they stand: a log has thousands, and each call costs. The most
# costs the first look at the properties of an object; so where those of a list are alike, the names of its first do for all.
function global:Get-Plain($l) {
$n=0
,@(foreach ($v in $l) {
if ($null -eq $v) { $null }
elseif ($v -is [string]) { [string]$v }
elseif ($v -is [bool] -or $v -is [int] -or $v -is [long]) { $v.psobject.BaseObject }
elseif ($v -is [Collections.IList]) { Get-Plain $v }
elseif ($v -is [Management.Automation.PSCustomObject]) {
$h=@{}
if (!$n -or !$q.alike) { $n=$v.psobject.Properties.Name }
foreach ($k in $n) {
$x=$v.$k
$h[$k]=if ($x -is [string]) { [string]$x } elseif ($x -is [long]) { [long]$x } else { ,(Get-Plain (,$x))[0] }
}
$h
} else { throw "Not plain data: $($v.GetType())" }
})
}
function global:Send-Line($K,$D) {
$io=$global:Io
$j=ConvertTo-Json $D -Depth 20 -Compress
$b=$io.U.GetBytes("`n@NONCE@$K"+[Convert]::ToBase64String($io.U.GetBytes($j))+"`n")
if ($K -eq 'R' -and $D.id -eq $io.Id) { $io.Last=$b }
$io.O.Write($b,0,$b.Length)
}
function global:Send-Progress([string]$Text) { Send-Line P @{id=$global:Io.Id;text=$Text} }
Send-Line H @{pid=$PID;ticks=[DateTime]::UtcNow.Ticks}
while ($null -ne ($line=$r.ReadLine())) {
if (!$line) { continue }
$q=$null
try {
$q=ConvertFrom-Json $u.GetString([Convert]::FromBase64String($line))
# Asked again: what was answered is answered again, and nothing is done twice.
if ($q.id -eq $Io.Id) { $Io.O.Write($Io.Last,0,$Io.Last.Length); continue }
$Io.Id=$q.id
$a=@{}
foreach ($p in $q.params.psobject.Properties) { $a[$p.Name]=$p.Value }
$w=@()
$Error.Clear()
Set-Location "$env:SystemDrive\"
$o=@(& ([scriptblock]::Create($q.script)) @a 3>&1 4>$null 5>$null 6>$null | ForEach-Object {
if ($_ -is [Management.Automation.WarningRecord]) { $w+=$_.Message } else { ,$_ }
})
Send-Line R @{id=$q.id;value=(Get-Plain $o);warnings=$w}
} catch {
$x=$_.Exception
while ($x.InnerException) { $x=$x.InnerException }
# HResult is the same for all errors of WMI, whose code is in an enumeration, and for all of Win32, sockets and TLS. Of these
# TLS has whole codes, which are negative.
$c=if ($x.ErrorCode -is [enum]) { [int]$x.ErrorCode } elseif ($x -is [ComponentModel.Win32Exception]) { $n=$x.NativeErrorCode; $n -bor 0x80070000*($n -gt 0) } else { $x.HResult }
Send-Line R @{id=[int]$q.id;error=@{type=$x.GetType().Name;text=$x.Message;hresult=$c;fqid=$_.FullyQualifiedErrorId;line=[int]$_.InvocationInfo.ScriptLineNumber}}
}
}
