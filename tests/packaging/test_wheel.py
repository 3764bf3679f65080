"""The wheel holds the product, all of it and nothing else; the practice lab runs from it."""

from __future__ import annotations

import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT, Installed

WHERE = "import wizard, screens, wizard.resources as r; print(wizard.__file__, screens.__file__, r.assets(), sep='\\n')"


def sources(folder: str, packed_as: str) -> set[str]:
    """The files below a folder of the checkout, as the wheel should name them."""
    return {
        f"{packed_as}/{path.relative_to(ROOT / folder).as_posix()}"
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def metadata(wheel: Path) -> Message:
    """What the wheel says of itself."""
    with zipfile.ZipFile(wheel) as packed:
        (name,) = (n for n in packed.namelist() if n.endswith(".dist-info/METADATA"))
        return Parser().parsestr(packed.read(name).decode("utf-8"))


def test_the_wheel_has_wizard_screens_and_assets_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = {name for name in packed.namelist() if ".dist-info/" not in name}
    assert names == sources("wizard", "wizard") | sources("screens", "screens") | sources("assets", "wizard/_assets")


def test_the_wheel_asks_for_python_3_11_and_keeps_the_tests_tools_apart(wheel: Path) -> None:
    told = metadata(wheel)
    assert told["Requires-Python"] == ">=3.11"
    assert told["Name"] == "wsus-tls-wizard"
    wanted = told.get_all("Requires-Dist") or []
    always = {name.partition(">")[0] for name in wanted if "extra ==" not in name}
    assert always == {"textual", "cryptography", "pywinrm", "platformdirs", "msgspec", "filelock", "tomli-w"}
    assert "# " in told.get_payload(), "the README is not in it"


def test_the_installed_product_uses_its_own_packages_and_assets(installed: Installed) -> None:
    done = installed.python("-c", WHERE)
    assert done.returncode == 0, done.stderr
    wizard, screens, assets = (Path(line) for line in done.stdout.splitlines())
    assert wizard.is_relative_to(installed.environment), wizard
    assert screens.parent.parent == wizard.parent.parent
    assert assets == wizard.parent / "_assets"


@pytest.mark.parametrize("command", [("wsus-tls",), ("python", "-m", "wizard")], ids=["wsus-tls", "python -m wizard"])
def test_the_practice_lab_runs_from_the_wheel(installed: Installed, command: tuple[str, ...], tmp_path: Path) -> None:
    done = installed.run(*command, "--lab", "first-run", "--state-dir", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "sessions" / "lab-first-run" / "s0001.report.md").is_file()
    assert not list(installed.folder.iterdir()), "something was left in the current folder"


def test_it_refuses_to_start_with_the_screens_of_another_product(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "screens").mkdir()
    (tmp_path / "screens" / "__init__.py").touch()
    done = installed.run("wsus-tls", "labs", before=tmp_path)
    assert done.returncode == 2
    assert str(tmp_path) in done.stderr
    assert "environment of its own" in done.stderr
    assert not done.stdout
