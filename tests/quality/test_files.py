"""Every file of the tree: a name that Windows can have, text that is UTF-8, and nothing secret."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.quality.tree import ROOT, files

KEY_FILES = (".pfx", ".p12", ".key", ".pem", ".jks", ".snk", ".pvk")
SECRETS = {
    "a private key": re.compile(r"-{5}BEGIN [A-Z ]*PRIVATE KEY-{5}\s+[A-Za-z0-9+/:]"),
    "a password": re.compile(
        r"""(?i)(?:passw(?:or)?d|passphrase|api_?key|auth_?token)["']?\s*[:=]\s*["'](?!hunter2)[^"'{}\s]{3,}["']"""
    ),
    "a password in an address": re.compile(r"[a-z]+://[^\s/:@{}<>\"']+:[^\s/:@{}<>\"']+@"),
}
"""What must not be in the tree. Keys are made when a test runs; where a password has to be made up, it is hunter2."""

NAMELESS = re.compile(r"""(?i)[<>:"|?*\\\x00-\x1f]|[. ]$|^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)""")
LONGEST = 120
"""A path of Windows has 259 characters; the rest is for the folder of the checkout."""


def secrets_in(text: str) -> list[str]:
    """What of the above a text has."""
    return [what for what, pattern in SECRETS.items() if pattern.search(text)]


def cannot_be_named(path: Path) -> bool:
    """Whether Windows refuses the name, or takes it for a device."""
    return any(NAMELESS.search(part) for part in path.parts)


def test_the_tree_is_the_one_that_is_meant() -> None:
    assert {Path("README.md"), Path("wizard/cli.py"), Path("assets/labs/first-run.toml"), Path(".ci/run")} <= {*files()}
    assert not [path for path in files() if path.parts[0] in {".git", ".venv"} or "__pycache__" in path.parts]


def test_the_top_level_is_as_small_as_agreed() -> None:
    top = {path.parts[0] for path in files() if not path.parts[0].startswith(".")}
    assert top <= {"pyproject.toml", "wizard", "screens", "tests", "assets", "README.md"}


def test_every_file_is_text_in_utf_8() -> None:
    for path in files():
        try:
            (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            pytest.fail(f"{path}: {error}")


def test_no_file_has_a_private_key_or_a_password() -> None:
    found = [f"{path}: {what}" for path in files() for what in secrets_in((ROOT / path).read_text(encoding="utf-8"))]
    found += [f"{path}: a file of keys" for path in files() if path.suffix.lower() in KEY_FILES]
    assert not found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("-" * 5 + "BEGIN PRIVATE KEY" + "-" * 5 + "\nMIIE", ["a private key"]),
        ("-" * 5 + "BEGIN ENCRYPTED PRIVATE KEY" + "-" * 5 + "\nMIIE", ["a private key"]),
        ("pass" + 'word = "Summer2016"', ["a password"]),
        ('{"pass' + 'word": "Summer2016"}', ["a password"]),
        ("https://joe:" + "Summer2016@contoso.com/", ["a password in an address"]),
        ('admin_password = "hunter2"', []),
        ("password: bytes, password=password.reveal()", []),
        ("https://wsus1.contoso.com:8531/Content", []),
    ],
)
def test_what_counts_as_a_secret(text: str, found: list[str]) -> None:
    assert secrets_in(text) == found


def test_every_file_can_be_checked_out_on_windows() -> None:
    assert not [path for path in files() if cannot_be_named(path)]
    assert not [path for path in files() if len(path.as_posix()) > LONGEST]
    assert not [path for path in files() if (ROOT / path).is_symlink()]
    alike = Counter(path.as_posix().casefold() for path in files())
    assert not [name for name, count in alike.items() if count > 1]


@pytest.mark.parametrize(
    ("name", "refused"),
    [("con.py", True), ("a/aux", True), ("a:b", True), ("dot.", True), ("what?", True), ("console.py", False)],
)
def test_which_names_windows_refuses(name: str, refused: bool) -> None:
    assert cannot_be_named(Path(name)) is refused
