"""The lab servers' disk: whoever is killed leaves exactly the values written so far, and a broken file is named."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.lab.contoso import (
    BEST_POOL,
    CONFIGURE_SSL,
    FIVE,
    REQUEST,
    REQUIRE_SSL,
    SITE_ID,
    Killed,
    ask,
    enrolled,
    killing_at,
    minutes,
    scanned,
    switched,
)
from wizard.lab import store
from wizard.lab.errors import LabError
from wizard.lab.lab import Lab
from wizard.lab.world import World
from wizard.operations.certificates import GetPersonalCertificate, InstallCertificate, SubmitCertificateRequest
from wizard.operations.iis import GetHttpSysBinding, GetSiteBinding, GetSslRequirement, SetSiteBinding
from wizard.operations.wsus import GetApplicationPool, GetWsusSetup

FIRST_RUN = "first-run"


def reopened(folder: Path) -> World:
    with Lab.open(FIRST_RUN, folder) as lab:
        return lab.world


def test_a_lab_is_found_again_as_it_was_left(tmp_path: Path) -> None:
    with Lab.open(FIRST_RUN, tmp_path) as lab:
        switched(lab)
        scanned(lab)
        left = lab.world
    assert reopened(tmp_path) == left


def test_fresh_makes_it_anew(tmp_path: Path) -> None:
    with Lab.open(FIRST_RUN, tmp_path) as lab:
        ask(lab, CONFIGURE_SSL)
    with Lab.open(FIRST_RUN, tmp_path, fresh=True) as lab:
        assert not ask(lab, GetWsusSetup()).using_ssl
    assert not reopened(tmp_path).wsus.using_ssl


@pytest.mark.parametrize("number", range(1, 6))
def test_killed_before_the_nth_flag_the_ones_before_it_are_set(tmp_path: Path, number: int) -> None:
    with Lab.open(FIRST_RUN, tmp_path, on_commit=killing_at(number)) as lab, pytest.raises(Killed):
        ask(lab, REQUIRE_SSL)
    with Lab.open(FIRST_RUN, tmp_path) as lab:
        set_ = [place.key for place in ask(lab, GetSslRequirement()).places if place.own]
        assert set_ == list(FIVE[: number - 1])
        ask(lab, REQUIRE_SSL)
        assert [place.key for place in ask(lab, GetSslRequirement()).places if place.own] == list(FIVE)


@pytest.mark.parametrize(
    ("number", "left"),
    [(1, (False, 8530, "")), (2, (True, 8530, "")), (3, (True, 8531, ""))],
)
def test_killed_inside_configuressl(tmp_path: Path, number: int, left: tuple[bool, int, str]) -> None:
    with Lab.open(FIRST_RUN, tmp_path, on_commit=killing_at(number)) as lab, pytest.raises(Killed):
        ask(lab, CONFIGURE_SSL)
    wsus = reopened(tmp_path).wsus
    assert (wsus.using_ssl, wsus.port_number, wsus.server_certificate_name) == left


@pytest.mark.parametrize("number", range(1, 6))
def test_killed_before_the_nth_value_of_the_pool_the_ones_before_it_are_written(tmp_path: Path, number: int) -> None:
    with Lab.open(FIRST_RUN, tmp_path, on_commit=killing_at(number)) as lab, pytest.raises(Killed):
        ask(lab, BEST_POOL)
    with Lab.open(FIRST_RUN, tmp_path) as lab:
        pool = ask(lab, GetApplicationPool("WsusPool"))
        values = msgspec.structs.astuple(pool)[2:]
        assert values == (2000, 0, False, 0, 0)[: number - 1] + (1000, 20, True, 1_843_200, 1740)[number - 1 :]
        ask(lab, BEST_POOL)
        assert msgspec.structs.astuple(ask(lab, GetApplicationPool("WsusPool")))[2:] == (2000, 0, False, 0, 0)


def test_killed_between_the_line_and_its_certificate(tmp_path: Path) -> None:
    with Lab.open(FIRST_RUN, tmp_path) as lab:
        thumbprint = enrolled(lab)
        lab.on_commit = killing_at(2)
        with pytest.raises(Killed):
            ask(lab, SetSiteBinding(SITE_ID, 8531, ":8531:", thumbprint))
    with Lab.open(FIRST_RUN, tmp_path) as lab:
        https = ask(lab, GetSiteBinding())[-1].bindings[-1]
        assert (https.information, https.certificate_hash) == (":8531:", "")
        assert ask(lab, GetHttpSysBinding()) == ()
        ask(lab, SetSiteBinding(SITE_ID, 8531, ":8531:", thumbprint))
        assert ask(lab, GetHttpSysBinding())[0].certificate_hash == thumbprint


def test_killed_after_the_ca_has_issued_the_certificate_is_found_by_its_key(tmp_path: Path) -> None:
    with Lab.open(FIRST_RUN, tmp_path) as lab:
        ask(lab, REQUEST)
        key = lab.world.requests[0].public_key
        ask(lab, SubmitCertificateRequest(key, "CA1.contoso.com\\Contoso Issuing CA", True))
        lab.on_commit = killing_at(2)
        with pytest.raises(Killed):
            ask(lab, InstallCertificate(key, "WSUS TLS"))
    with Lab.open(FIRST_RUN, tmp_path) as lab:
        assert [c.friendly_name for c in ask(lab, GetPersonalCertificate())] == ["WMSVC-SHA2", ""]
        ask(lab, InstallCertificate(key, "WSUS TLS"))
        assert [c.friendly_name for c in ask(lab, GetPersonalCertificate())] == ["WMSVC-SHA2", "WSUS TLS"]


def test_an_event_is_written_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    with Lab.open(FIRST_RUN, tmp_path) as lab:
        before = lab.world
        lab.on_commit = killing_at(1)
        with pytest.raises(Killed):
            lab.pause(minutes(60))
    assert reopened(tmp_path) == before


def test_a_process_that_is_really_killed_leaves_the_values_before(tmp_path: Path) -> None:
    program = (
        "import os, sys, pathlib\n"
        "from tests.lab.contoso import REQUIRE_SSL, ask\n"
        "from wizard.lab.lab import Lab\n"
        "left = [3]\n"
        "def hook(what):\n"
        "    left[0] -= 1\n"
        "    if not left[0]: os._exit(9)\n"
        "ask(Lab.open('first-run', pathlib.Path(sys.argv[1]), on_commit=hook), REQUIRE_SSL)\n"
    )
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    ended = subprocess.run([sys.executable, "-c", program, str(tmp_path)], env=environment, check=False)
    assert ended.returncode == 9
    site = reopened(tmp_path).wsus_site
    assert site
    assert [place.name for place in site.places if place.own] == list(FIVE[:2])


@pytest.mark.skipif(os.name == "nt", reason="who may read is no bit of a file there, but its list of rights")
def test_the_file_with_the_keys_is_for_its_owner_alone(tmp_path: Path) -> None:
    with Lab.open(FIRST_RUN, tmp_path) as lab:
        ask(lab, CONFIGURE_SSL)
    (file,) = (tmp_path / FIRST_RUN).iterdir()
    assert (file.name, oct(file.stat().st_mode & 0o777)) == ("world.json", "0o600")


@pytest.mark.parametrize("content", [b"", b"{", b"null", b"[]", b"\xff\xfe", b'{"version": 1}', b'{"name": "else"}'])
def test_a_file_that_is_no_world_is_named_with_the_way_out(tmp_path: Path, content: bytes) -> None:
    with Lab.open(FIRST_RUN, tmp_path):
        pass
    (tmp_path / FIRST_RUN / store.FILE).write_bytes(content)
    with pytest.raises(LabError, match=r"world\.json.*--fresh"):
        Lab.open(FIRST_RUN, tmp_path)
    assert (tmp_path / FIRST_RUN / store.FILE).read_bytes() == content, "it is left as it was"
    with Lab.open(FIRST_RUN, tmp_path, fresh=True) as lab:
        assert lab.name == "lab:first-run"


def test_a_truncated_world_is_damaged(tmp_path: Path) -> None:
    with Lab.open(FIRST_RUN, tmp_path):
        pass
    file = tmp_path / FIRST_RUN / store.FILE
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(LabError, match="damaged"):
        Lab.open(FIRST_RUN, tmp_path)


def test_a_world_of_another_version_is_not_guessed_at(tmp_path: Path) -> None:
    with Lab.open(FIRST_RUN, tmp_path):
        pass
    file = tmp_path / FIRST_RUN / store.FILE
    world = msgspec.json.decode(file.read_bytes())
    file.write_bytes(msgspec.json.encode({**world, "version": 99}))
    with pytest.raises(LabError, match=r"version 99.*--fresh"):
        Lab.open(FIRST_RUN, tmp_path)


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(LabError, match="cannot be"):
        Lab.open(FIRST_RUN, tmp_path / "file")


def test_a_scanner_that_holds_the_file_for_a_moment_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = [PermissionError(), PermissionError()]
    replace = Path.replace

    def held(self: Path, target: Any) -> Path:
        if refusals:
            raise refusals.pop()
        return replace(self, target)

    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    with Lab.open(FIRST_RUN, tmp_path) as lab:
        monkeypatch.setattr(Path, "replace", held)
        ask(lab, CONFIGURE_SSL)
    assert len(waits) == 2
    assert waits[0] < waits[1]
    assert reopened(tmp_path).wsus.using_ssl


def test_a_file_that_stays_held_is_an_error_in_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(self: Path, target: Any) -> Path:
        raise PermissionError("held")

    monkeypatch.setattr("time.sleep", lambda seconds: None)
    with Lab.open(FIRST_RUN, tmp_path) as lab:
        monkeypatch.setattr(Path, "replace", held)
        with pytest.raises(PermissionError):
            ask(lab, CONFIGURE_SSL)
