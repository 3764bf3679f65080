"""The state folder of a real server: made for administrators only, and not trusted where others made it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from wizard.targets.administrators import ADMINISTRATORS, SYSTEM, NotProtected, protected, run_program

USER = "S-1-5-21-1-2-3-1001"


class Icacls:
    """Remembers how it was called."""

    def __init__(self, *codes: int | Exception) -> None:
        self.calls: list[Sequence[str]] = []
        self._codes = list(codes)

    def __call__(self, command: Sequence[str]) -> int:
        self.calls.append(command)
        code = self._codes.pop(0) if self._codes else 0
        if isinstance(code, Exception):
            raise code
        return code


def refused(folder: Path, icacls: Icacls, sid: str = ADMINISTRATORS) -> str:
    with pytest.raises(NotProtected) as error:
        protected(folder, icacls, lambda _: sid)
    return str(error.value)


def test_a_new_folder_belongs_to_administrators_and_nothing_is_inherited(tmp_path: Path) -> None:
    icacls, folder = Icacls(), tmp_path / "a folder"
    protected(folder, icacls, lambda _: ADMINISTRATORS)
    assert folder.is_dir()
    assert [call[1:] for call in icacls.calls] == [
        [str(folder), "/setowner", "*S-1-5-32-544"],
        [str(folder), "/inheritance:r", "/grant:r", "*S-1-5-32-544:(OI)(CI)F", "*S-1-5-18:(OI)(CI)F"],
    ]
    assert all(call[0].endswith("icacls.exe") for call in icacls.calls)


@pytest.mark.parametrize("owner", [ADMINISTRATORS, SYSTEM])
def test_one_of_ours_is_used_again_and_made_sure_of(tmp_path: Path, owner: str) -> None:
    icacls = Icacls()
    (tmp_path / "kept").write_text("kept", encoding="utf-8")
    protected(tmp_path, icacls, lambda _: owner)
    assert [call[2] for call in icacls.calls] == ["/inheritance:r"]
    assert (tmp_path / "kept").exists()


def test_one_that_somebody_else_made_is_not_used(tmp_path: Path) -> None:
    icacls = Icacls()
    assert USER in refused(tmp_path, icacls, USER)
    assert icacls.calls == []


def test_a_link_or_a_file_in_its_place_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "no folder" in refused(tmp_path / "file", Icacls())


def test_a_link_to_a_folder_is_not_used(tmp_path: Path) -> None:
    try:
        (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
    except OSError as error:
        pytest.skip(f"no link can be made here: {error}")
    if not (tmp_path / "link").is_symlink():
        pytest.skip("Wine says that it made a link, and made none")
    assert "no folder" in refused(tmp_path / "link", Icacls())


def test_whose_it_is_has_to_be_known(tmp_path: Path) -> None:
    def owner(_: Path) -> str:
        raise PermissionError(5, "Zugriff verweigert")

    with pytest.raises(NotProtected, match="Zugriff verweigert"):
        protected(tmp_path, Icacls(), owner)


@pytest.mark.parametrize("codes", [(1307,), (0, 5)])
def test_what_cannot_be_protected_is_not_left_behind(tmp_path: Path, codes: tuple[int, ...]) -> None:
    assert str(codes[-1]) in refused(tmp_path / "new", Icacls(*codes))
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("error", [FileNotFoundError(2, "not there"), subprocess.TimeoutExpired("icacls.exe", 60)])
def test_a_program_that_does_not_run_is_a_failure(tmp_path: Path, error: Exception) -> None:
    assert "icacls.exe" in refused(tmp_path / "new", Icacls(error))
    assert not (tmp_path / "new").exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    assert str(tmp_path / "no" / "folder") in refused(tmp_path / "no" / "folder", Icacls())


def test_a_program_is_run_to_its_end_and_its_code_is_known() -> None:
    assert run_program([sys.executable, "-c", "import sys; print('Ausgabe'); sys.exit(5)"]) == 5
