"""The product's scripts through the whole way: this computer, its PowerShell, the scripts, stand-ins for Windows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.powershell.contoso import AREAS, point
from tests.targets.stand_in import stand_in
from wizard.operations.client import GetClientState, StartClientScan
from wizard.operations.host import GetHostFacts
from wizard.operations.model import OperationFailed, Role, Setting, Unreachable, Written
from wizard.operations.site import (
    GetSoftwareUpdatePoint,
    GetSynchronizationStatus,
    SetSoftwareUpdatePoint,
    SoftwareUpdatePoint,
)
from wizard.resources import assets
from wizard.targets.kept import KeptPowerShell
from wizard.targets.local import ThisComputer

SERVER = "WSUS1.contoso.com"
USER = "CONTOSO\\Jürgen Ørsted Łukasz 更新"
EVERYTHING: dict[str, Any] = {
    "host": {"name": SERVER, "dns_host_name": "WSUS1", "user": USER},
    "site": {"server": SERVER, "provider": SERVER, "points": [point(SERVER), point("WSUS2.contoso.com", 1)]},
    "client": {"policy_server": "http://wsus1.contoso.com:8530"},
}


def computer(program: Path, folder: Path, states: Mapping[str, Any]) -> ThisComputer:
    """This computer, as the stand-ins make it."""
    started = stand_in(program, folder, AREAS, states)
    return ThisComputer(KeptPowerShell(assets() / "powershell", lambda: started))


@pytest.fixture(scope="module")
def server(powershell_program: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ThisComputer]:
    """WSUS, the site and a client, all on this computer."""
    with computer(powershell_program, tmp_path_factory.mktemp("server"), EVERYTHING) as target:
        yield target


def test_all_roles_are_on_this_computer(server: ThisComputer) -> None:
    assert {server.machine(role) for role in (Role.WSUS, Role.SITE, Role.CLIENT)} == {SERVER.lower()}


def test_names_of_any_script_come_through(server: ThisComputer) -> None:
    assert server.run(GetHostFacts().on(Role.WSUS)).user == USER


def test_one_object_with_an_array_in_it(server: ThisComputer) -> None:
    assert server.run(GetSoftwareUpdatePoint().on(Role.SITE)).points == (
        SoftwareUpdatePoint(SERVER, "PS1", False, 8530, 8531),
        SoftwareUpdatePoint("WSUS2.contoso.com", "PS1", True, 8530, 8531),
    )


def test_an_empty_array_is_one(server: ThisComputer) -> None:
    assert server.run(GetSynchronizationStatus().on(Role.SITE)) == ()


def test_a_change_is_kept_by_the_process_and_undone(server: ThisComputer) -> None:
    on, off = (SetSoftwareUpdatePoint("PS1", SERVER, flag).on(Role.SITE) for flag in (True, False))
    path = f"sup/{SERVER.lower()}/Ssl"
    assert server.run(on) == Written((Setting(path, "0"),))
    assert server.run(GetSoftwareUpdatePoint().on(Role.SITE)).points[0].ssl
    assert server.run(off) == Written((Setting(path, "1"),))


def test_a_change_without_parameters(server: ThisComputer) -> None:
    assert server.run(StartClientScan().on(Role.CLIENT)) == Written()


def test_an_error_of_a_script_names_its_line(server: ThisComputer) -> None:
    with pytest.raises(OperationFailed) as failed:
        server.run(SetSoftwareUpdatePoint("PS1", "WSUS9.contoso.com", True).on(Role.SITE))
    assert failed.value.error.type == "ArgumentException"
    assert failed.value.error.line > 100


def test_a_server_without_site_and_client(powershell_program: Path, tmp_path: Path) -> None:
    alone = {"site": {"installed": False}, "client": {"installed": False}}
    with computer(powershell_program, tmp_path, alone) as target:
        assert (target.machine(Role.SITE), target.machine(Role.CLIENT)) == ("", "")
        with pytest.raises(Unreachable):
            target.run(GetClientState().on(Role.CLIENT))


def test_a_site_server_elsewhere(powershell_program: Path, tmp_path: Path) -> None:
    # Its SMS Provider is here, so that the site can be read; its logs are not.
    elsewhere = {"site": {"server": "CM1.contoso.com", "provider": SERVER}}
    with computer(powershell_program, tmp_path, elsewhere) as target:
        assert target.machine(Role.SITE) == ""


def test_no_script_leaves_a_variable_to_the_next() -> None:
    # They run one after another in one session: only what a script keeps to itself ends with it.
    texts = {path.name: path.read_text(encoding="ascii") for path in Path(str(assets() / "powershell")).glob("*.ps1")}
    assert texts
    kept = re.compile(r"\$(?:global|script):(?!LASTEXITCODE)|-Scope (?:Global|Script)", re.I)
    assert [name for name, text in texts.items() if kept.search(text)] == []
