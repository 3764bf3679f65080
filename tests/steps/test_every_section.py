"""What holds for every section in every state: reads ask without knowing, verdicts never mistake silence for "none"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.certificates import NOW
from tests.rules.test_wcm import SUCCESS
from tests.steps import words
from tests.steps.contoso import AFTER, BEFORE, BOUND, GOOD, POOL
from tests.steps.observations import BROKEN, MACHINES, Contoso, codes, sound
from tests.steps.test_bind import REBOUND
from tests.steps.test_enrollment import EMPTY, UNDERWAY, request
from wizard.operations.logs import GetLogTail, Log
from wizard.operations.model import CannotTell, Kind, Question
from wizard.rules.answers import OFFERS, Answers, Certificate, Request
from wizard.rules.findings import Level
from wizard.rules.place import SECURED, SITES
from wizard.rules.seen import Seen
from wizard.steps.assessment import Assessment, Status, Step
from wizard.tutorial import SECTIONS, SWITCH

FLAG = "Set-SoftwareUpdatePoint"
LOCAL = AFTER.log(Log.WCM, *words.WCM_LOCAL).log(Log.SYNC, *words.SYNC_LOCAL)
WISH = Certificate(request=Request())

STATES: dict[str, Contoso] = {
    "before": BEFORE,
    "best chosen": BEFORE.asked(certificate="best"),
    "wish settled by the store": BEFORE.asked(certificate=WISH),
    "request planned": EMPTY,
    "request made": request(),
    "request pending": request(request_id="17", disposition="pending"),
    "request denied": request(request_id="17", disposition="denied", code="0x80094012"),
    "request gone": UNDERWAY,
    "brought": BEFORE.store(GOOD).asked(certificate=WISH).bringing(request_key="AA", certificate=GOOD.thumbprint),
    "bound": BOUND,
    "inherited from the site": BOUND.flags(site="Ssl", **dict.fromkeys(SECURED, "~Ssl")),
    "another certificate chosen": REBOUND,
    "half done": AFTER.flags(Content="Ssl", ApiRemoting30="~None").point(ssl=False),
    "flag just set": AFTER.log(Log.WCM, *words.WCM_HTTP).changed(FLAG),
    "WCM failed": AFTER.log(Log.WCM, *words.WCM_HTTP).changed(FLAG).goes_on(Log.WCM, *words.WCM_FAILS),
    "nothing logged": AFTER.log(Log.WCM).log(Log.SYNC).log(Log.UPDATE_HANDLER).log(Log.SCAN_AGENT),
    "started here": AFTER.changed("Start-Synchronization").changed("Start-ClientScan"),
    "started here, over http": AFTER.changed("Start-Synchronization")
    .changed("Start-ClientScan")
    .goes_on(Log.SYNC, *words.SYNC_HTTP)
    .goes_on(Log.UPDATE_HANDLER, *words.SCAN_HTTP),
    "failed over https": AFTER.log(Log.SYNC, *words.SYNC_FAILS).log(Log.UPDATE_HANDLER, *words.SCAN_FAILS),
    "update point on the site server": LOCAL,
    "the same, just changed": LOCAL.changed(FLAG)
    .goes_on(Log.WCM, *words.WCM_LOCAL)
    .goes_on(Log.SYNC, *words.SYNC_LOCAL),
    "an end without its beginning": LOCAL.changed(FLAG).goes_on(Log.WCM, SUCCESS),
    "done": AFTER,
    "without the WSUS site": AFTER.having(SITES, ()),
    "another update point": AFTER.point(name="WSUS2.contoso.com"),
    "pool with a limit": BEFORE.altered(POOL, private_memory_kb=1_843_200),
}


class Case(NamedTuple):
    """A section in a state."""

    step: Step
    state: str

    @property
    def contoso(self) -> Contoso:
        return STATES[self.state]

    def dropping(self, *questions: Question[Any]) -> Assessment:
        return self.contoso.failing(*questions).assess(self.step)


CASES = [Case(step, state) for step in SECTIONS for state in STATES]
cases = pytest.mark.parametrize("case", CASES, ids=[f"{step.key}: {state}" for step, state in CASES])


class Excused(NamedTuple):
    """A read whose failure may leave a verdict of a section as it is."""

    section: str
    operation: str
    role: str
    satisfied: bool
    """A satisfied verdict may stand without it. Where not, only one that other facts have decided."""
    why: str


EXCUSED = (
    Excused("before-you-start", "Get-StrongCrypto", "wsus", True, "advice beside the prerequisites: a warning"),
    Excused("before-you-start", "Get-ApplicationPool", "wsus", True, "advice beside the prerequisites: a warning"),
    Excused("before-you-start", "Get-DownstreamServer", "wsus", True, "beside the prerequisites: a warning"),
    Excused("certificate", "Get-CertificateTemplate", "wsus", True, "only a wish is held against templates"),
    Excused("certificate", "Get-CertificationAuthority", "wsus", False, "an offer while nobody wishes for a request"),
    Excused("certificate", "Get-EnrollmentIdentity", "wsus", False, "an offer while nobody wishes for a request"),
    Excused("certificate", "Get-CertificateRequest", "wsus", False, "only a request under way is looked up"),
    Excused("certificate", "Get-PersonalCertificate", "wsus", False, "without a WSUS site nothing is to be judged"),
    Excused("bind", "Get-CertificateTemplate", "wsus", True, "only a wish is held against templates"),
    Excused("bind", "Test-TlsEndpoint", "wsus", False, "what is served now does not matter while another is wanted"),
    Excused("bind", "Test-TlsEndpoint", "here", True, "this computer's view is a remark"),
    Excused("require-ssl", "Test-HttpEndpoint", "wsus", True, "https beside the refused http is a warning"),
    Excused("console", "Test-WsusConnection", "site", False, "refused from the WSUS server already"),
    Excused("software-update-point", "Get-LogTail", "site", False, "without the flag nothing is to be proven"),
    Excused("software-update-point", "Test-WsusConnection", "site", True, "WCM.log may name the address itself"),
    Excused("client-scan", "Get-LogTail", "client", False, "without a WSUS site nothing is to be scanned"),
    Excused("synchronization", "Test-WsusConnection", "site", True, "wsyncmgr.log may name the address itself"),
)
"""Everywhere else the failure of one read is the verdict."""


def excused(step: Step, question: Question[Any], status: Status) -> bool:
    named = (step.key, question.operation.name, question.role.value)
    return any(named == entry[:3] and (entry.satisfied or status is not Status.SATISFIED) for entry in EXCUSED)


def drops(case: Case) -> Iterator[tuple[Question[Any], Assessment]]:
    for question in case.contoso.seen(case.step).results:
        yield question, case.dropping(question)


@cases
def test_a_read_that_failed_is_never_taken_for_an_answer(case: Case) -> None:
    whole = case.contoso.assess(case.step)
    for question, assessment in drops(case):
        if assessment.status is not Status.CANNOT_TELL:
            what = f"{case.step.key} without {question.operation.name} on {question.role.value}"
            assert excused(case.step, question, assessment.status), f"{what} is {assessment.status.value}"
            assert assessment.status is whole.status or _looks_again(assessment), (
                f"{what} changes from {whole.status.value}"
            )


def _looks_again(assessment: Assessment) -> bool:
    """In a switch window a verdict of "cannot tell" goes back at once: a read that may work a minute later is waited
    for, and said."""
    return assessment.status is Status.WAITING and "read.failed" in codes(assessment)


@cases
def test_a_verdict_that_cannot_be_told_says_what_could_not_be_read(case: Case) -> None:
    whole = case.contoso.assess(case.step)
    for question, assessment in drops(case):
        if assessment.status is Status.CANNOT_TELL and whole.status is not Status.CANNOT_TELL:
            unread = [f for f in assessment.findings if f.code == "read.failed"]
            assert unread, f"without {question.operation.name}: {[f.code for f in assessment.findings]}"
            assert unread[0].machine == MACHINES[question.role]


def test_every_excuse_is_needed() -> None:
    used = {
        (case.step.key, question.operation.name, question.role.value)
        for case in CASES
        for question, assessment in drops(case)
        if assessment.status is not Status.CANNOT_TELL
    }
    assert used == {entry[:3] for entry in EXCUSED}


@cases
def test_with_two_reads_failed_nothing_is_concluded_that_one_alone_would_not_allow(case: Case) -> None:
    """Fewer questions may be asked where one has failed, so that the other's failure is not met."""
    for pair in combinations(case.contoso.seen(case.step).results, 2):
        status = case.dropping(*pair).status
        alone = {case.dropping(question).status for question in pair}
        assert status is Status.CANNOT_TELL or status in alone, [question.operation.name for question in pair]


@cases
def test_a_server_of_which_nothing_can_be_read_is_a_verdict_and_no_crash(case: Case) -> None:
    everything = tuple(case.contoso.results)
    assert case.dropping(*everything).status is Status.CANNOT_TELL


@pytest.mark.parametrize("step", SECTIONS, ids=lambda step: step.key)
def test_where_everything_is_done_all_is_well(step: Step) -> None:
    levels = {finding.level for finding in AFTER.assess(step).findings}
    assert levels == ({Level.OK, Level.INFO} if step.key == "before-you-start" else {Level.OK})


# --- reads and verdicts are pure ---


@pytest.mark.parametrize("step", SECTIONS, ids=lambda step: step.key)
@pytest.mark.parametrize("answers", [Answers(), Answers("best", https_port=443), Answers(WISH)])
def test_with_nothing_seen_a_section_asks_without_complaint_and_only_reads(step: Step, answers: Answers) -> None:
    asked = list(step.reads(answers, Seen({}, NOW, {})))
    assert asked
    assert {question.operation.kind for question in asked} <= {Kind.READ, Kind.PROOF}


@cases
def test_looking_twice_says_the_same_and_asks_the_same(case: Case) -> None:
    seen, step = case.contoso.seen(case.step), case.step
    before = dict(seen.results)
    first, second = (step.assess(seen, case.contoso.answers) for _ in range(2))
    assert first == second
    assert seen.results == before
    assert set(step.reads(case.contoso.answers, seen)) <= set(seen.results)


@given(data=st.data())
def test_whatever_fails_a_section_gives_a_verdict_once_it_asks_no_more(data: st.DataObject) -> None:
    case = data.draw(st.sampled_from(CASES))
    known = sorted(case.contoso.results, key=lambda q: (q.operation.name, q.role.value, str(q.operation)))
    failing = data.draw(st.lists(st.sampled_from(known), unique=True))
    sound(case.dropping(*failing))


@cases
def test_a_verdict_carries_what_its_status_promises(case: Case) -> None:
    verdict = sound(case.contoso.assess(case.step))
    # The same where more was read than the section asked for, as when all sections are looked at together.
    assert case.step.assess(case.contoso.all_seen(), case.contoso.answers).status is verdict.status


@cases
def test_a_change_belongs_to_its_section_and_only_the_switchs_own_are_of_its_unit(case: Case) -> None:
    assessment = case.contoso.assess(case.step)
    for change in (*assessment.offers, *assessment.changes):
        assert change.section == case.step.key
        assert (change.offer in OFFERS) == (change in assessment.offers)
        assert change.unit == ("switch" if case.step.key in SWITCH else "")
        assert change.operation.kind is Kind.CHANGE
        assert change.role in change.operation.roles
        assert bool(change.wanted) != (not change.repeatable)


@cases
def test_a_section_whose_changes_can_be_repeated_has_brought_nothing_forth(case: Case) -> None:
    """What they make so is read back instead."""
    seen = case.contoso.seen(case.step)
    for change in case.contoso.assess(case.step).changes:
        if change.repeatable:
            assert case.step.brought(change, case.contoso.receipt(*Log), seen) is None


def test_every_log_that_is_read_is_read_on_its_own_machine() -> None:
    for case in CASES:
        for question in case.contoso.seen(case.step).results:
            if isinstance(question.operation, GetLogTail):
                assert question.role is question.operation.log.role


def test_the_unit_of_failure_is_the_question() -> None:
    """A guard of these tests: what is dropped is really unread for the section."""
    seen = AFTER.failing(SITES).seen(SECTIONS[0])
    assert seen.failed(SITES) == CannotTell(SITES, BROKEN)
