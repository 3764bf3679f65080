"""The files beside a journal, and the verb that prints a report."""

from __future__ import annotations

from pathlib import Path

from tests.reports.conftest import OfName
from tests.reports.documents import Page, read


def kept(desk_of: OfName, state: str, ending: str) -> str:
    return (desk_of(state).folder / f"s0001.{ending}").read_text(encoding="utf-8")


def test_each_state_leaves_all_files(desk_of: OfName) -> None:
    for state in ("done", "cancelled", "open", "undone"):
        for ending in ("report.md", "report.html", "answers.toml"):
            assert kept(desk_of, state, ending), f"{state}: {ending}"


def test_the_files_are_what_the_verb_prints(desk_of: OfName) -> None:
    assert desk_of("done").run("report").out == kept(desk_of, "done", "report.md") + "\n"
    assert desk_of("done").run("report", "--html").out == kept(desk_of, "done", "report.html") + "\n"


def test_with_json_both_renderings_are_given(desk_of: OfName) -> None:
    given = desk_of("done").run("report", "--json").data
    assert given["markdown"] == kept(desk_of, "done", "report.md")
    assert given["html"] == kept(desk_of, "done", "report.html")


def test_both_renderings_hold_the_same_facts(desk_of: OfName) -> None:
    for state in ("done", "open", "half-undone"):
        page = "".join(Page(kept(desk_of, state, "report.html")).text.split())
        text = read(kept(desk_of, state, "report.md"))
        # What Markdown has besides: boxes to tick, and a colon behind the name of a fact.
        assert len(text) - len(page) < 100, state
        assert [c for c in text.replace("[]", "") if c != ":"] == [c for c in page if c != ":"], state


def test_apply_names_the_files(desk_of: OfName, tmp_path: Path) -> None:
    desk = desk_of("cancelled").copy(tmp_path.name)
    ended = desk.run("apply", "--json")
    for field, ending in (("report", "report.md"), ("html", "report.html"), ("answers", "answers.toml")):
        path = Path(ended.data[field])
        assert path == desk.folder / f"s0001.{ending}"
        assert path.is_file()
    assert str(desk.folder / "s0001.report.html") in ended.err


def test_an_apply_without_a_session_names_none(desk_of: OfName) -> None:
    again = desk_of("done").run("apply", "--json").data
    assert (again["report"], again["html"], again["answers"]) == ("", "", "")
