"""The certificates to choose among, and the form for a new one."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import DataTable, Input, Static

from screens.texts.certificate import REQUEST, words_of
from tests.flows.desk import Desk
from tests.screens.driver import Sitting, sitting
from tests.screens.labs import GOOD, UNSUITABLE, certificate, desk_with
from wizard.rules.answers import Certificate
from wizard.steps.assessment import Status

WRONG_LENGTH = "1000"


def table(it: Sitting) -> DataTable[object]:
    return it.app.screen.query_one("#certificates", DataTable)


def row(it: Sitting) -> str:
    """Id of the highlighted row: a thumbprint, or that of the request."""
    found = table(it)
    return str(found.coordinate_to_cell_key(found.cursor_coordinate).row_key.value)


def cells(it: Sitting) -> str:
    """The highlighted row, as it is written, however wide the screen is."""
    return " ".join(str(cell) for cell in table(it).get_row_at(table(it).cursor_row))


def pane(it: Sitting) -> str:
    """The visible text of the pane beside the table."""
    region = it.app.screen.query_one("#detail-pane").region
    lines = it.lines[region.y : region.bottom]
    return " ".join(" ".join(line[region.x : region.right].split()) for line in lines)


def problem(it: Sitting, field: str) -> str:
    """What stands at a field of the form, on the screen."""
    region = it.app.screen.query_one(f"#field-{field} .field-problem", Static).region
    lines = it.lines[region.y : region.bottom]
    return " ".join(" ".join(line[region.x : region.right].split()) for line in lines).strip()


async def test_unsuitable_certificates_are_shown_with_their_reasons_and_cannot_be_chosen(tmp_path: Path) -> None:
    async with sitting(desk_with(tmp_path / "state", (*UNSUITABLE, GOOD))) as it:
        await it.press("enter")
        assert (it.page, it.focused) == ("certificate", "certificates")
        judged = {judgement.certificate.thumbprint: judgement for judgement in it.view.certificates}
        assert len(judged) == table(it).row_count - 1 == len(UNSUITABLE) + 1
        assert judged[row(it)].suitable, "the highlight does not begin at the one that is proposed"
        await it.press("ctrl+home")
        met = [row(it)]
        assert met == [REQUEST]
        for _ in judged:
            await it.press("down")
            met.append(row(it))
            judgement = judged[row(it)]
            assert judgement.facts is not None
            assert judgement.facts.subject in pane(it), "the pane does not follow the highlight"
            if judgement.suitable:
                continue
            reason = words_of(judgement.reasons[0])
            assert " ".join(reason.split()) in pane(it)
            assert reason[:12] in cells(it), "the row does not say why"
            before = it.view.answers, it.world
            await it.press("enter")
            assert (it.page, it.focused) == ("certificate", "certificates")
            assert before == (it.view.answers, it.world), "an unsuitable certificate was chosen"
        assert set(met) == {REQUEST, *judged}


async def test_a_certificate_is_chosen_by_enter_and_another_one_afterwards(tmp_path: Path) -> None:
    other = certificate("other", not_after="+300d")
    async with sitting(desk_with(tmp_path / "state", (GOOD, other))) as it:
        await it.press("enter")
        first = row(it)
        await it.press("enter")
        assert it.view.answers.certificate == Certificate(thumbprint=first)
        assert it.status("certificate") is Status.SATISFIED
        assert not it.app.screen.query_one("#choosing").display
        assert it.focused == "next"
        await it.press("f7")
        assert (it.focused, row(it)) == ("certificates", first), "what is chosen is not where the choice begins"
        await it.press("f7")
        assert it.view.answers.certificate == Certificate(thumbprint=first), "closing the table chose something"
        await it.press("f7")
        second = next(j.certificate.thumbprint for j in it.view.certificates if j.certificate.thumbprint != first)
        await it.press("ctrl+home")
        while row(it) != second:
            await it.press("down")
        await it.press("enter")
        assert it.view.answers.certificate == Certificate(thumbprint=second)
        assert not it.agreed


async def test_what_is_wrong_with_a_field_stands_at_it_while_it_is_typed(fresh: Desk) -> None:
    async with sitting(fresh) as it:
        await it.press("enter", "enter")
        assert it.active("F9")
        await it.press("tab", "tab", "tab", "tab", "tab", "end", "backspace")
        assert it.focused == "input-key_length"
        assert problem(it, "key_length"), "no word at the field"
        assert not it.active("F9")
        await it.press("f9")
        assert it.page == "request"
        assert it.view.answers.certificate is None, "a form with a mistake in it was taken"
        await it.write("8")
        assert not problem(it, "key_length")
        assert it.active("F9")


async def test_who_may_enroll_is_judged_anew_with_every_letter_of_the_template(fresh: Desk) -> None:
    async with sitting(fresh) as it:
        await it.press("enter", "enter")

        def verdict() -> str:
            region = it.app.screen.query_one("#verdict").region
            return "\n".join(it.lines[region.y : region.bottom])

        granted = verdict()
        assert granted.strip()
        await it.press("end")
        await it.write("x")
        assert verdict() != granted
        await it.press("backspace")
        assert verdict() == granted
        assert it.app.screen.query_one("#input-template", Input).value == "WebServer"


async def test_a_request_that_was_filled_in_can_be_replaced_by_choosing_again(tmp_path: Path) -> None:
    async with sitting(desk_with(tmp_path / "state", (GOOD,))) as it:
        await it.press("enter", "ctrl+home", "enter", "f9")
        assert it.page == "certificate"
        chosen = it.view.answers.certificate
        assert isinstance(chosen, Certificate)
        assert chosen.request
        await it.press("f7", "ctrl+end", "enter")
        again = it.view.answers.certificate
        assert isinstance(again, Certificate)
        assert again.thumbprint
        assert it.status("certificate") is Status.SATISFIED
