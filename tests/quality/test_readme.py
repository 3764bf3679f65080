"""The README is true: its commands, tables and examples are those of the product."""

from __future__ import annotations

import re
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.powershell.runner import PowerShell, find_powershell, find_ps51_check
from tests.quality.tree import ROOT
from wizard.cli import main
from wizard.engine.codes import MEANING
from wizard.engine.undo_list import ORDER
from wizard.frontends.options import VERBS
from wizard.rules.answers import OFFERS, OVERRIDES, UNDO_OFFERS, Answers, Patience, Request, decode_answers
from wizard.steps.sections import section_words
from wizard.tutorial import SECTIONS

README = (ROOT / "README.md").read_text(encoding="utf-8")
INDENTED = re.compile(r"^    (\S+)", re.M)


def blocks(language: str, text: str = README) -> list[str]:
    """The fenced blocks of a language."""
    return [found.strip() for found in re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)]


def section(heading: str) -> str:
    """What stands below a heading, up to the next of its rank."""
    marks = heading.partition(" ")[0]
    _, found, rest = README.partition(f"\n{heading}\n")
    assert found, f"no heading {heading!r}"
    return re.split(rf"^#{{1,{len(marks)}}} ", rest, maxsplit=1, flags=re.M)[0]


def rows(text: str) -> list[list[str]]:
    """The cells of its table, without the head."""
    lines = [line for line in text.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def named(text: str) -> str:
    """What stands between the first backquotes."""
    return text.split("`")[1]


def powershell_steps(block: str) -> list[str]:
    """The commands of a chain, each run only if the one before it succeeded."""
    return block.rstrip("} ").split("; if ($?) { ")


PRACTISE, TEST = section("### Practise"), section("### Test")


def test_two_commands_come_first_and_each_has_a_form_for_both_shells() -> None:
    first = README.partition("## ")[2]
    assert first.startswith("Two commands")
    for part in (PRACTISE, TEST):
        assert [len(blocks(shell, part)) for shell in ("sh", "powershell")] == [1, 1]
        assert all(len(block.splitlines()) == 1 for shell in ("sh", "powershell") for block in blocks(shell, part))


def test_ci_runs_the_test_command_of_the_readme_and_then_some_on_a_windows_python() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    lines = [line.strip() for line in script.splitlines()]
    assert blocks("sh", TEST)[0] in lines
    assert lines[-1].startswith(".venv/bin/python -m tests.on_windows --quick")


@pytest.mark.parametrize("part", [PRACTISE, TEST], ids=["practise", "test"])
def test_both_shells_do_the_same(part: str) -> None:
    steps = blocks("sh", part)[0].split(" && ")
    ours = [step.replace("python3", "py -3").replace(".venv/bin/", ".venv\\Scripts\\") for step in steps]
    assert powershell_steps(blocks("powershell", part)[0]) == ours


def test_windows_powershell_has_no_double_ampersand() -> None:
    assert blocks("powershell")
    assert not [block for block in blocks("powershell") if "&&" in block or "||" in block]


def test_the_checker_for_windows_powershell_finds_nothing_in_the_readme(tmp_path: Path) -> None:
    script = tmp_path / "readme.ps1"
    script.write_text("\n".join(blocks("powershell")), encoding="utf-8")
    check = ("-File", str(find_ps51_check()), "-Path", str(script), "-Allow", "py")
    done = PowerShell(find_powershell(), tmp_path, {}).call(*check)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("part", [PRACTISE, TEST], ids=["practise", "test"])
def test_in_windows_powershell_a_command_that_fails_is_the_last_one(part: str, tmp_path: Path) -> None:
    shell, python = PowerShell(find_powershell(), tmp_path, {}), sys.executable
    (block,), script = blocks("powershell", part), tmp_path / "block.ps1"
    for failing, last in enumerate(steps := powershell_steps(block)):
        chain = block
        for number, step in enumerate(steps):
            chain = chain.replace(step, f"& '{python}' -c 'print({number}); exit({int(number == failing)})'", 1)
        script.write_text(chain, encoding="utf-8")
        ran = shell.call("-File", str(script)).stdout.split()
        assert ran == [str(number) for number in range(failing + 1)], f"after {last}"


def test_the_sections_are_those_of_the_tutorial_with_their_titles() -> None:
    told = [(number, title) for number, title, _ in rows(section("## The nine sections"))]
    assert told == [(str(n), section_words(step.key).title) for n, step in enumerate(SECTIONS, 1)]


def test_the_verbs_are_those_of_the_command_line() -> None:
    table = section("## Command line").partition("### ")[0]
    assert [named(verb) for verb, _ in rows(table)] == list(VERBS)


def test_the_exit_codes_are_those_of_the_program() -> None:
    told = {int(code): meaning for code, meaning in rows(section("### Exit codes"))}
    assert told == {int(code): meaning for code, meaning in MEANING.items()}


def test_the_examples_of_answers_are_answers() -> None:
    examples = blocks("toml")
    assert len(examples) == 3
    assert all(decode_answers(example, "README") != Answers() for example in examples)


def test_the_first_example_has_every_answer() -> None:
    (example, *_) = blocks("toml")
    names = {name for kind in (Answers, Request, Patience) for name in kind.__struct_fields__}
    assert not [name for name in sorted(names) if not re.search(rf"^(\[.*)?{name}( = |\.|\])", example, re.M)]


def test_a_lab_runs_with_the_answers_of_the_readme(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = tmp_path / "answers.toml"
    answers.write_text(blocks("toml")[0], encoding="utf-8")
    code = main(["apply", "--lab", "first-run", "--state-dir", str(tmp_path / "state"), "--answers", str(answers)])
    assert code == 0, capsys.readouterr().out
    made = {path.name for path in (tmp_path / "state" / "sessions" / "lab-first-run").iterdir()}
    told = {Path(path).name for path in INDENTED.findall(section("## State")) if not path.endswith("/")}
    assert told <= made, "what stands under State"


def test_the_day_of_practice_works_as_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [line.partition("#")[0].split() for line in blocks("sh", section("## Command line"))[0].splitlines()]
    codes = [main([*line[1:], "--state-dir", str(tmp_path)]) for line in lines]
    assert dict(zip((line[1] for line in lines), codes, strict=True)) == {"plan": 1, "apply": 0, "check": 0, "undo": 0}
    assert "All of it reads back as it was." in capsys.readouterr().out


def test_the_gate_is_told_whole_and_which_conditions_can_be_overridden() -> None:
    told = {named(key): override for key, _, override in rows(section("## The switch window"))}
    assert {key for key, override in told.items() if override != "never"} == set(OVERRIDES)
    assert {key for key, override in told.items() if override == "never"} == {"sup-name-on-certificate", "ports"}


def test_every_offer_is_told() -> None:
    assert [named(offer) for offer, _ in rows(section("## Answers"))] == list(OFFERS)
    assert not [offer for offer in UNDO_OFFERS if f"`undo --offer {offer}`" not in section("## Undo")]


def test_undo_is_told_with_as_many_entries_as_it_has() -> None:
    assert len(re.findall(r"^\d\. ", section("## Undo"), re.M)) == len(ORDER)


def test_the_house_is_there_as_drawn() -> None:
    drawn = INDENTED.findall(section("## Develop"))
    assert len(drawn) >= 13
    assert not [path for path in drawn if not (ROOT / path).exists()]


def test_every_file_and_folder_that_is_named_is_there() -> None:
    pattern = r"`((?:wizard|tests|assets|\.ci)/[\w./-]+|pyproject\.toml)`"
    named_paths = {path for path in re.findall(pattern, README) if "NAME" not in path}
    assert len(named_paths) >= 5
    assert not [path for path in named_paths if not (ROOT / path).exists()]
    assert find_spec("tests.kill.__main__")
