"""What the scripts must be as text: right for Windows PowerShell 5.1, for an admin's hand, and for any parameter."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.powershell.runner import SCRIPTS, PowerShell, find_ps51_check
from wizard.operations.catalogue import BY_NAME, catalogue
from wizard.operations.model import Kind

FILES = sorted(SCRIPTS.glob("*.ps1"))
LOCALISED = ("successfully", "erfolgreich", "denied", "verweigert", "failed", "not found", "nicht gefunden")
FORBIDDEN = (
    "Invoke-Expression",
    "iex ",
    "[scriptblock]::Create",
    "ExpandString",
    "$input",
)
CHANGING = (
    r"\b(Set|Clear|New-Web|New-Item|Remove|Add|Start|Stop|Restart|Rename|Move|Copy|Enable|Backup|Restore)-[A-Z]\w+"
)
HARMLESS = {"Set-StrictMode", "Start-Sleep"}
PARAMETER = r"\[(Nullable\[(?:int|long|bool)\]|(?:string|int|long|bool|switch)(?:\[\])?)\] \$(\w+)"
TYPES = {
    "number": ("int", "long"),
    "number?": ("Nullable[int]", "Nullable[long]"),
    "switch": ("bool", "switch"),
    "switch?": ("Nullable[bool]",),
    "Log": ("string",),
}
"""How PowerShell calls a type of the catalogue, where it has another word. A switch that must be given is a bool."""

TRIALS = [
    path.read_text(encoding="utf-8")
    for folder in (Path(__file__).parent, Path(__file__).parents[1] / "contract")
    for path in folder.glob("*.py")
    if path.stem not in {"test_lint", "test_every_text_is_data", "test_first_contact"}
]
"""Tests that run scripts, as text. The ones left out run or name all of them alike."""

OPERATIONS = [path for path in FILES if path.stem in BY_NAME]
OTHERS = {"Undo-Session"}
"""Scripts that are no operation: the way back without the wizard."""

every_script = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
every_operation = pytest.mark.parametrize("path", OPERATIONS, ids=lambda path: path.stem)


WORD = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{3,}|(?<=\\A)[A-Za-z]{3,}")
SEARCHES = re.compile(
    r"(?:\.(?:Contains|StartsWith|EndsWith|IndexOf)\(|\[regex\]::\w+\([^']*|Select-String[^']*|switch -[^']*)'([^']*)'"
)
SAME_EVERYWHERE = {
    "NoServiceFoundForGivenName": "an error's id",
    "\\AHTTP/\\d\\.\\d (\\d{3})(?: |\\r|\\z)": "the protocol",
    "\\Apool/(.*)/([^/]*)\\z": "a path of ours",
    "/Information": "a path of ours",
    "binding/": "a path of ours",
    "\\Abinding/(\\d+):https:(\\d+)": "a path of ours",
    "\\A\\s*[^:,]+:\\s*([^\\s,:]+)\\s*,[^:,]+:\\s*(True|False)\\s*,[^:,]+:\\s*(True|False)\\s*(?:,.*)?\\z":
        "a boolean of .NET is not translated",
    "#Fields:": "W3C extended log file format",
    "connection to local WSUS server": "WCM.log is English everywhere",
    "connected to local WSUS server": "WCM.log is English everywhere",
    "(?:Attempting connection to WSUS|Successfully connected to) server: [^,\\s]+, port: \\d+, useSSL: (True|False)":
        "WCM.log is English everywhere",
    "Setting new configuration state to \\d+ \\((WSUS_CONFIG_\\w+)\\)": "WCM.log is English everywhere",
}  # fmt: skip
"""What has words and is looked for in a text, and why it reads alike on every server."""
OF_A_CULTURE = (
    r"\.To(?:Lower|Upper)\(\)|\.ToString\((?:'[^']{2,}'|\"[^\"]*\")\)|\{\d:[NCPnpc]\d*\}"
    r"|\[(?:DateTime|double|decimal|single|float)\]::(?:Try)?Parse\((?!.*[cC]ulture)"
)
TEXTS = {
    entry.name: [field.name for field in entry.parameters if field.type.startswith("string")] for entry in catalogue()
}
"""Text parameters of each operation."""
ONLY_A_NAME = {("Test-HttpEndpoint", "HostName"): "by then something was connected to that has this name"}


def code(path: Path) -> str:
    """The script without its help and comments."""
    text = re.sub(r"<#.*?#>", "", path.read_text(encoding="ascii"), flags=re.S)
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))


def test_there_is_something_to_check() -> None:
    assert {path.stem for path in FILES} >= {"Get-SslRequirement", "Set-SslRequirement"}


def test_every_script_is_an_operation_of_the_catalogue_or_known_to_be_none() -> None:
    assert {path.stem for path in FILES if path not in OPERATIONS} <= OTHERS


def test_the_checker_for_windows_powershell_finds_nothing(english: PowerShell) -> None:
    done = english.call("-File", str(find_ps51_check()), "-Path", str(SCRIPTS))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@every_script
def test_ascii_only(path: Path) -> None:
    # Windows PowerShell 5.1 reads a file without a byte order mark in the server's code page.
    assert path.read_bytes().isascii()


@every_operation
def test_an_operation_of_the_catalogue_with_its_parameters(path: Path) -> None:
    entry = next(entry for entry in catalogue() if entry.name == path.stem)
    block = re.search(r"\[CmdletBinding\(\)\]\s*param\((.*?)\n?\)\n", code(path), re.S)
    assert block, "no [CmdletBinding()] with param(...)"
    types = {field.name: TYPES.get(field.type, (field.type,)) for field in entry.parameters}
    declared = {name: kind for kind, name in re.findall(PARAMETER, block[1])}
    assert {name: kind for name, kind in declared.items() if kind not in types.get(name, ())} == {}
    named = set(re.findall(r"\$(\w+)", re.sub(r"\$true|\$false|'[^']*'", "", block[1])))
    assert named == set(types) == set(declared), "a parameter without a type"


@every_script
def test_every_parameter_has_a_type_and_its_help(path: Path) -> None:
    block = re.search(r"\[CmdletBinding\([^)]*\)\]\s*param\((.*?)\n?\)\n", code(path), re.S)
    assert block, "no [CmdletBinding()] with param(...)"
    named = set(re.findall(r"\$(\w+)", re.sub(r"\$true|\$false|'[^']*'", "", block[1])))
    assert named == {name for _, name in re.findall(PARAMETER, block[1])}, "a parameter without a type"
    assert named == set(re.findall(r"^\.PARAMETER (\w+)", path.read_text(encoding="ascii"), re.M))


@every_script
def test_help_for_an_admin(path: Path) -> None:
    help_text = re.match(r"<#(.*?)#>", path.read_text(encoding="ascii"), re.S)
    assert help_text, "does not begin with comment-based help"
    for keyword in (".SYNOPSIS", ".DESCRIPTION", ".EXAMPLE", ".OUTPUTS", ".NOTES"):
        assert keyword in help_text[1]
    assert "how sure" in help_text[1], "the notes do not say where the facts are from and how sure they are"
    proven = r"^(?:Not proven|Proven) on a real (?:server|client)\b[^.]*: it was run \w+"
    assert re.search(proven, help_text[1], re.M), "the notes do not say what has been proven and how"


@every_operation
def test_what_the_help_says_was_run_is_run_by_a_test(path: Path) -> None:
    named = re.compile(rf"\b{path.stem.replace('-', '-?')}\b")
    assert any(named.search(text) for text in TRIALS), "no test of it by name, and its notes say that it was run"


@every_script
def test_strict_and_stopping_at_the_first_error(path: Path) -> None:
    assert "Set-StrictMode -Version" in code(path)
    assert "$ErrorActionPreference = 'Stop'" in code(path)


@every_script
def test_nothing_that_makes_code_of_text(path: Path) -> None:
    assert [word for word in FORBIDDEN if word.casefold() in code(path).casefold()] == []


@every_script
def test_types_are_added_from_fixed_text(path: Path) -> None:
    assert re.findall(r"Add-Type(?!\s+-AssemblyName\s+'|\s+-(?:Type|Member)Definition\s+@')", code(path)) == []


@every_script
def test_no_decision_by_a_text_in_some_language(path: Path) -> None:
    assert re.findall(r"-c?i?(?:not)?(?:match|like)\b", code(path)) == []
    compared = re.findall(r"-c?i?(?:eq|ne|contains|notcontains)\s+'([^']*)'", code(path))
    assert [text for text in compared if any(word in text.casefold() for word in LOCALISED)] == []
    # An error's text is handed on as it is; nothing else is done with it.
    assert ".Message" not in re.sub(r"\bText = (?:\[string\] )?\$\w+(?:\.\w+)?\.Message\b", "", code(path))


@every_script
def test_what_is_looked_for_in_a_text_reads_alike_on_every_server(path: Path) -> None:
    sought = [text for text in SEARCHES.findall(code(path)) if WORD.search(re.sub(r"\[[^\]]*\]", "", text))]
    assert [text for text in sought if text not in SAME_EVERYWHERE] == []


@every_script
def test_nothing_depends_on_the_culture_of_the_server(path: Path) -> None:
    assert re.findall(OF_A_CULTURE, code(path)) == []


@every_operation
def test_no_parameter_is_spliced_into_text(path: Path) -> None:
    """Only into the text of an error, a literal path, or where its pattern lets in nothing but a name."""
    wrong = []
    for line in code(path).splitlines():
        for name in TEXTS[path.stem]:
            shown = any(re.search(rf"\$[({{]?{name}\b", text) for text in re.findall(r'"(?:[^"`]|`.)*"', line))
            joined = re.search(rf"'\s*\+\s*\${name}\b|\${name}\s*\+\s*'|-f [^|]*\${name}\b", line)
            literal = re.search(r"-LiteralPath \(|\bJoin-Path \$", line)
            if shown and not re.search(r"Exception\(|^\s*Wait-For ", line):
                wrong.append(line.strip())
            if joined and not (literal or (path.stem, name) in ONLY_A_NAME or _has_pattern(path, name)):
                wrong.append(line.strip())
    assert wrong == []


def _has_pattern(path: Path, name: str) -> bool:
    """Whether the declaration of a parameter says of which characters it is made."""
    return bool(re.search(rf"\[ValidatePattern\([^\n]*\)\]\s*\[string(?:\[\])?\] \${name}\b", code(path)))


@every_script
def test_filter_and_location_are_given_as_they_are(path: Path) -> None:
    given = re.findall(r"(?:\s-(?:Filter|Location)\s+|\b(?:Filter|Location)'?\]?\s*=\s*)([^\s;)]+)", code(path))
    assert [value for value in given if not re.fullmatch(r"\$\w+|'[^']*'", value)] == []


@every_script
def test_a_place_in_iis_is_never_found_by_the_sites_name(path: Path) -> None:
    assert "WSUS Administration" not in code(path)
    assert "@name" not in code(path)


@pytest.mark.parametrize(
    "path", [f for f in OPERATIONS if BY_NAME[f.stem].kind is Kind.READ], ids=lambda path: path.stem
)
def test_a_read_has_no_command_that_changes_something(path: Path) -> None:
    assert [found[0] for found in re.finditer(CHANGING, code(path)) if found[0] not in HARMLESS] == []


def test_what_several_scripts_share_is_the_same_text() -> None:
    texts: dict[str, set[str]] = {}
    for path in FILES:
        for title, text in re.findall(r"(#region .*?)\n(.*?)#endregion", path.read_text(encoding="ascii"), re.S):
            texts.setdefault(title, set()).add(text)
    assert [title for title, found in texts.items() if len(found) > 1] == []
