"""A test bed for the scripts of any area: cases of (state as data, scripts with parameters), one pwsh for each batch.

**Areas.** `tests/powershell/standins/AREA.ps1` defines `Initialize-AREA $State`, called before each case with what the
case says of the area (or nothing: then a healthy contoso, WSUS1.contoso.com), and global functions that stand in for
cmdlets. All state lives in `$global:Server`, one key for each area, so that all areas can be loaded in one process.
`base.ps1` is always there: it has `HKLM:`, `Cert:` and `IIS:` as memory drives, `%SystemRoot%` and `%ProgramFiles%` as
folders, and what several areas share, each of which an area only adds to and never defines anew:

- the registry: `Set-Registry` and `Get-Registry` for stand-ins; `denied`, `unwritable` and `lying` keys and values
- `Import-Module` (`modules_missing`), `Start-Sleep` (counts, does not sleep; `Add-Late` for what shows late)
- CIM: `Set-CimClass NAMESPACE CLASS {block}` answers Get-CimInstance, Get-WmiObject; `CLASS.METHOD` Invoke-CimMethod.
  The block gets the bound parameters and the cmdlet (for `WriteError`). An object's `Whole` is what `Get-CimInstance
  -InputObject` gives: the instance with its lazy properties
- services: `Set-StandInService NAME STATE`
- a part of a drive that answers otherwise than a registry: `$Server.Base.Drives['IIS:\\AppPools'] = @{ Get = {...};
  Set = {...} }`, for Get-ItemProperty (path, names, cmdlet) and Set-ItemProperty (path, name, value, cmdlet)
- `Add-Change TEXT` for each thing changed: the case's outcome lists them in order
- functions of a stand-in that are no cmdlet's have StandIn in their name: a script's own function of the same name
  would take their place
- `Join-Fact DEFAULTS STATE`, `New-Failure`, `New-GermanError`

**Native programs.** Scripts call `& $path @arguments`, with $path from `Join-Path` (it turns the slashes round on
Linux; `[IO.Path]::Combine` does not) below `$env:SystemRoot`, `$env:ProgramFiles` or a folder that the registry names.
`Add-Program PATH {block}` puts an empty file there and an alias of that very path to a function, which gets the
arguments in `$args`, prints by output, sets `$global:LASTEXITCODE`, and can change the state in memory, as no child
process could. A program that need not touch the state may as well be an executable file.

**Errors** come as the innermost exception's type, HRESULT and text and the script's line, as `OperationError`. An array
is returned by a script with `, @(...)`, so that one element or none stay an array.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from tests.powershell.runner import HERE, SCRIPTS, PowerShell, ascii_json
from wizard.operations.catalogue import BY_NAME
from wizard.operations.model import Operation, OperationError, Written, result_type

R = TypeVar("R")

State = Mapping[str, Any]
"""Facts of one area; a name that its stand-in does not know fails the case."""


class Run(msgspec.Struct, frozen=True):
    """A script with its parameters, and the operation whose result it gives."""

    script: str
    parameters: Mapping[str, Any] = {}
    operation: str = ""


class Case(msgspec.Struct, frozen=True):
    """Scripts that run one after another on the same server. `registry` names keys to look at in the end."""

    runs: tuple[Run, ...]
    states: Mapping[str, State] = {}
    registry: tuple[str, ...] = ()


class Answer(msgspec.Struct, frozen=True):
    """What one script returned as JSON, or the error that ended it."""

    script: str
    output: str
    error: OperationError | None

    def value(self) -> Any:
        """The output as the catalogue's type for its operation, or a failed test."""
        assert self.error is None, self.error
        return msgspec.json.decode(self.output, type=result_type(BY_NAME[self.script]))

    def result(self, operation: type[Operation[R]]) -> R:
        """The same for a named operation."""
        assert self.script == operation.name
        found: R = self.value()
        return found

    def written(self) -> Written:
        """The output of a change, or a failed test."""
        found = self.value()
        assert isinstance(found, Written)
        return found

    def failure(self) -> OperationError:
        """The error, or a failed test."""
        assert self.error is not None, f"it did not fail but gave {self.output}"
        return self.error


class Outcome(msgspec.Struct, frozen=True):
    """How a case ended."""

    runs: tuple[Answer, ...]
    changes: tuple[str, ...]
    """What was changed, in order."""
    slept: int
    registry: Mapping[str, Mapping[str, str]]
    """Values of the keys that the case looks at, as text."""


def do(operation: Operation[Any]) -> Run:
    """The script of an operation with its parameters, as they would be sent."""
    return Run(str(SCRIPTS / f"{operation.name}.ps1"), msgspec.to_builtins(operation), operation.name)


def call(name: str, **parameters: Any) -> Run:
    """A script of the product with any parameters: also such as no operation has."""
    return Run(str(SCRIPTS / f"{name}.ps1"), parameters, name)


def run(powershell: PowerShell, areas: Sequence[str], cases: Sequence[Case]) -> tuple[Outcome, ...]:
    """The outcomes of all cases, in their order. These areas' stand-ins are loaded, in this order."""
    strange = {area for case in cases for area in case.states} - {"base", *areas}
    assert not strange, f"states for areas that are not loaded: {strange}"
    folder = powershell.new_folder()
    nonce = secrets.token_hex(16)
    request = folder / "request.json"
    request.write_bytes(ascii_json({"nonce": nonce, "folder": str(folder / "Windows"), "areas": areas, "cases": cases}))
    done = powershell.call("-File", str(HERE / "area.ps1"), "-Request", str(request))
    last = (done.stdout.strip().splitlines() or [""])[-1]
    assert last.startswith(nonce), f"no answer but: {done.stdout}{done.stderr}"
    return msgspec.json.decode(base64.b64decode(last.removeprefix(nonce)), type=tuple[Outcome, ...])


def run_named(powershell: PowerShell, areas: Sequence[str], cases: Mapping[str, Case]) -> Mapping[str, Outcome]:
    """The same for cases with names."""
    return dict(zip(cases, run(powershell, areas, list(cases.values())), strict=True))
