"""The wheel, built once, and an environment that it is installed into."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import msgspec
import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = "Scripts" if sys.platform == "win32" else "bin"


def run(
    *command: str | Path, folder: Path, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """A process in a folder; its exit code is for the caller to judge."""
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


class Installed(msgspec.Struct, frozen=True):
    """An environment with the product in it, and a folder to stand in that is nobody's checkout."""

    environment: Path
    folder: Path

    def run(self, program: str, *arguments: str | Path, before: Path | None = None) -> subprocess.CompletedProcess[str]:
        """A program of the environment. `before`: a folder whose packages are found before the installed ones."""
        path = {"PYTHONPATH": str(before)} if before else {}
        return run(self.environment / SCRIPTS / program, *arguments, folder=self.folder, environment=path)

    def python(self, *arguments: str | Path, before: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Its Python."""
        return self.run("python", *arguments, before=before)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built with what is installed: nothing is fetched."""
    folder = tmp_path_factory.mktemp("wheel")
    done = run(
        sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT,
        folder=folder, environment={"PIP_NO_INDEX": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in an environment of its own."""
    made = Installed(tmp_path_factory.mktemp("environment"), tmp_path_factory.mktemp("elsewhere"))
    venv.create(made.environment, with_pip=False)
    done = run(
        sys.executable, "-m", "pip", "--python", made.environment / SCRIPTS / "python",
        "install", "--quiet", "--no-deps", "--no-index", "--no-cache-dir", "--disable-pip-version-check", wheel,
        folder=made.folder,
        # pip asks every compiler for its version, and one of them may keep its settings at home.
        environment={"HOME": str(tmp_path_factory.mktemp("home-of-pip"))},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    _lend_dependencies(made.environment)
    return made


def _lend_dependencies(environment: Path) -> None:
    """From where the tests have theirs, searched after what is installed.

    Of a folder that a .pth file names, .pth files do not count: the checkout that may be installed there for editing is
    not lent with it.
    """
    bases = {"base": str(environment), "platbase": str(environment)}
    folder = Path(sysconfig.get_path("purelib", "venv", bases))
    lent = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    (folder / "dependencies.pth").write_text("\n".join(lent), encoding="utf-8")
