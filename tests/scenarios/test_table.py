"""Every scenario from the first look to its end, once more, and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.desk import Desk, changed, window_is_open
from tests.scenarios.readme import Line, in_readme, table
from tests.scenarios.table import ROWS, Row
from wizard.lab import labs
from wizard.opening import example_answers
from wizard.rules.answers import Answers
from wizard.rules.findings import Level


def test_every_scenario_has_its_row_and_its_answers() -> None:
    assert sorted(row.name for row in ROWS) == list(labs.names())
    assert [row.name for row in ROWS if example_answers(row.name) == Answers()] == []


def test_the_table_in_the_readme_is_what_the_rows_promise() -> None:
    assert in_readme() == table(Line(row.name, row.check, row.apply, row.ends) for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_scenario_ends_as_its_row_says_and_undo_goes_back_to_equal_settings(row: Row, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "state", row.name)
    assert desk.run("check", "--json").code == row.check
    before, was_open = desk.settings(), window_is_open(desk.world)
    applied = desk.run("apply", "--json")
    assert applied.code == row.apply, applied.said
    assert (applied.data["section"] if row.apply else "") == row.ends
    found = {finding["code"] for finding in applied.data["findings"]}
    assert set(row.says) <= found, applied.said
    assert not window_is_open(desk.world), "no window of ours stays open"
    reached = desk.settings()
    again = desk.run("apply", "--json")
    assert (again.code == 0) == (row.apply == 0), "a second run ends no better and no worse"
    assert not changed(reached, desk.settings()), "a second run changes no setting"
    if not desk.sessions():
        assert not changed(before, reached), "nothing was changed, so there is no session"
        return
    undone = desk.run("undo", "--json")
    assert undone.code == row.undo, undone.said
    left = changed(before, desk.settings())
    assert [path for path in left if not path.startswith(row.kept or ("?",))] == [], "undo goes back to equal settings"
    assert bool(left) == bool(row.kept), "what a colleague has changed since is left alone"
    assert window_is_open(desk.world) == was_open, "a window that was found open is left as it was found"


def test_a_verdict_is_the_same_in_every_language(tmp_path: Path) -> None:
    """Whatever Windows says in words; but what it says is not English any more."""
    ends = {}
    for name in ("first-run", "german"):
        desk = Desk(tmp_path / name, name)
        desk.fault("Submit-CertificateRequest", "fails")
        first = desk.run("apply", "--json")
        second = desk.run("apply", "--json")
        texts = {finding["seen"] for finding in first.data["findings"] if finding["level"] == Level.ERROR.value}
        codes = [[finding["code"] for finding in run.data["findings"]] for run in (first, second)]
        ends[name] = (first.code, second.code, codes, texts)
    assert ends["first-run"][:3] == ends["german"][:3]
    assert ends["first-run"][3] != ends["german"][3]
