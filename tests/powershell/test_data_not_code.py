"""What comes in as a parameter stays data, whatever it looks like."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.powershell import area
from tests.powershell.runner import Case, PowerShell, State, write
from wizard.operations.wsus import GetApplicationPool, GetWsusSetup, SetWsusSetup

CODE = (
    "$(throw 'ran')",
    "'; throw 'ran'; '",
    '"; throw "ran"; "',
    "\u2019; throw \u2019ran\u2019; \u2018",
    "`$(1)",
    "a\nthrow 'ran'",
    "*",
    "[a-z]*",
    "ClientWebService'] | //*['",
    "..",
    "%SystemRoot%",
    "-Flags",
    "$env:SystemRoot",
    "\u00e4\U0001f512",
)
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXT, min_size=20, max_size=20))
def test_any_text_as_a_place_is_an_unknown_place(english: PowerShell, texts: list[str]) -> None:
    _assert_unknown(english, texts)


def test_text_that_looks_like_code_is_an_unknown_place(english: PowerShell) -> None:
    _assert_unknown(english, CODE)


def test_text_that_looks_like_code_is_no_flag(english: PowerShell) -> None:
    outcomes = english.run([Case(State(), (write(["Content"], [text]),)) for text in CODE])
    for text, outcome in zip(CODE, outcomes, strict=True):
        assert outcome.runs[0].failure().type == "ValidationMetadataException", text
        assert outcome.written == ()


def _assert_unknown(powershell: PowerShell, texts: list[str] | tuple[str, ...]) -> None:
    known = {".", *(name.casefold() for name in (*State().sites[1].applications, *State().sites[1].directories))}
    strange = [text for text in texts if text.casefold() not in known]
    outcomes = powershell.run([Case(State(), (write([text], ["Ssl"]),)) for text in strange])
    for text, outcome in zip(strange, outcomes, strict=True):
        error = outcome.runs[0].failure()
        assert error.type == "ArgumentException", error
        assert f"'{text}'" in error.text, "the text did not come through unchanged"
        assert outcome.written == ()


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXT, min_size=20, max_size=20))
def test_any_text_as_the_name_of_a_pool_is_an_unknown_pool(english: PowerShell, texts: list[str]) -> None:
    cases = [area.Case((area.do(GetApplicationPool(text)),)) for text in (*texts, *CODE)]
    for text, outcome in zip((*texts, *CODE), area.run(english, ["pool"], cases), strict=True):
        error = outcome.runs[0].failure()
        assert (error.type, f"'{text}'" in error.text) == ("ItemNotFoundException", True), error


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXT, min_size=20, max_size=20))
def test_any_text_as_the_name_of_wsus_is_stored_as_it_is(english: PowerShell, texts: list[str]) -> None:
    names = (*texts, *CODE)
    cases = [
        area.Case((area.do(SetWsusSetup(("ServerCertificateName",), (name,))), area.do(GetWsusSetup())))
        for name in names
    ]
    for name, outcome in zip(names, area.run(english, ["wsus", "pool"], cases), strict=True):
        assert outcome.runs[1].result(GetWsusSetup).server_certificate_name == name
