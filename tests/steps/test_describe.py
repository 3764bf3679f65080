"""The words that are read before a change is agreed to."""

from __future__ import annotations

import re

import pytest

from tests.steps.contoso import BEFORE, THUMBPRINT
from tests.steps.observations import only
from tests.steps.test_every_section import STATES
from wizard.operations.iis import SetSiteBinding, SetSslRequirement
from wizard.operations.model import Named, Setting
from wizard.operations.site import SetSoftwareUpdatePoint
from wizard.operations.wsus import SetApplicationPool
from wizard.steps.configure_wsus import ConfigureWsus
from wizard.steps.describe import before_after, describe, settings_text, shown, value_text
from wizard.steps.sections import section_words
from wizard.tutorial import SECTIONS

PLACEHOLDER = re.compile(r"\{[A-Z][A-Za-z]*\}")


def test_every_change_that_any_state_calls_for_has_all_its_words_filled_in() -> None:
    for contoso in STATES.values():
        for step in SECTIONS:
            assessment = contoso.assess(step)
            for change in (*assessment.offers, *assessment.changes):
                words = describe(change.operation)
                filled = [getattr(words, name) for name in words.__struct_fields__]
                assert all(filled), change.operation.name
                assert not PLACEHOLDER.search(str(filled)), change.operation.name


def test_every_section_has_its_words() -> None:
    for step in SECTIONS:
        words = section_words(step.key)
        assert all(getattr(words, name) for name in words.__struct_fields__), step.key


def test_a_switch_in_a_command_is_written_as_powershell_does() -> None:
    assert "$true" in describe(SetSoftwareUpdatePoint("PS1", "WSUS1.contoso.com", True)).command
    assert "$false" in describe(SetSoftwareUpdatePoint("PS1", "WSUS1.contoso.com", False)).command


def test_a_line_of_a_command_for_a_value_that_is_not_given_is_left_out() -> None:
    whole = describe(SetApplicationPool("WsusPool", 2000, 0, False, 0, 0)).command.splitlines()
    part = describe(SetApplicationPool("WsusPool", queue_length=1000, pinging_enabled=True)).command.splitlines()
    assert len(whole) - len(part) == 3
    assert [line.rpartition(" ")[2] for line in part if "WsusPool" in line] == ["1000", "$true"]
    assert all(line in whole for line in part if "WsusPool" not in line)


def test_the_command_names_what_is_written() -> None:
    assert THUMBPRINT in describe(SetSiteBinding(1, 8531, "*:8531:", THUMBPRINT)).command
    to_come = describe(SetSiteBinding(1, 8531, "*:8531:", Named("certificate"))).command
    assert "<the certificate that was requested>" in to_come


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Ssl", "Ssl"),
        (8531, "8531"),
        (True, "yes"),
        (False, "no"),
        (("a", "b"), "a, b"),
        (("Ssl, Ssl128", "Ssl"), "Ssl, Ssl128; Ssl"),
        (("", "Ssl"), "(none), Ssl"),
        ((), ""),
        (Named("request.id"), "<the request's number>"),
        (Named("other"), "<other>"),
    ],
)
def test_a_value_is_shown_for_reading(value: object, text: str) -> None:
    assert shown(value) == text


def test_an_absent_value_is_said() -> None:
    assert (value_text(""), value_text("x"), value_text(Named("certificate"))) == (
        "(none)", "x", "<the certificate that was requested>",
    )  # fmt: skip
    assert settings_text((Setting("a/B", ""), Setting("a/C", "1"))) == "a/B = (none), a/C = 1"


def test_before_and_after_are_told_value_by_value() -> None:
    assert before_after(only(BEFORE.assess(ConfigureWsus()))) == (
        ("wsus/UsingSsl", "0", "1"),
        ("wsus/PortNumber", "8530", "8531"),
        ("wsus/ServerCertificateName", "(none)", "wsus1.contoso.com"),
    )
    assert before_after(type(only(BEFORE.assess(ConfigureWsus())))(
        "x", SetSslRequirement(("Content",), ("None",)), only(BEFORE.assess(ConfigureWsus())).role,
        wanted=(Setting("require-ssl/Content/Own", "None"),),
    )) == (("require-ssl/Content/Own", "(none)", "None"),)  # fmt: skip
