"""Section 2: which certificate WSUS shall present. Every one in the store is judged; or a new one is requested."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wizard.operations.model import CannotTell, Question, Role
from wizard.rules.answers import Answers, Certificate, Request
from wizard.rules.choice import STORE, TEMPLATES, Choice, choose, hosts
from wizard.rules.findings import Finding, Level, finding, of_reason
from wizard.rules.place import PLACE_READS, Place, place, unread_place
from wizard.rules.reasons import Reason
from wizard.rules.requests import REQUEST_READS
from wizard.rules.seen import Seen
from wizard.rules.suitability import Judgement
from wizard.steps.assessment import Assessment, Change, Receipt, Status, Step, cannot_tell
from wizard.steps.enrollment import brought_by_request, offered, requested


class ChooseCertificate(Step):
    """A suitable certificate is in the computer's Personal store, and it is settled which one."""

    key = "certificate"

    def reads(self, answers: Answers, seen: Seen) -> Iterable[Question[Any]]:
        yield from PLACE_READS
        yield from (STORE, TEMPLATES)
        where = place(seen, answers)
        choice = choose(seen, answers, where) if where and STORE in seen.results else None
        if isinstance(choice, Choice) and (choice.judgement is None or not choice.judgement.suitable):
            yield from REQUEST_READS

    def assess(self, seen: Seen, answers: Answers) -> Assessment:
        if failed := unread_place(seen):
            return cannot_tell("place", failed, seen)
        where = place(seen, answers)
        machine = seen.machine(Role.WSUS)
        if where is None:
            return Assessment(Status.BLOCKED, (finding("before.site.missing", Level.ERROR, machine),))
        choice = choose(seen, answers, where)
        if isinstance(choice, CannotTell):
            return cannot_tell("store", choice, seen)
        listed = tuple(_listed(choice, machine))
        if choice.how in {"requested", "brought"} and choice.judgement is None:
            return requested(seen, _wish(answers), hosts(answers, where), listed)
        if choice.thumbprint is None:
            return _unanswered(choice, machine, (*offered(seen, Request()), *listed))
        if choice.judgement is None:
            missing = finding("certificate.not-found", Level.ERROR, machine, thumbprint=seen.value(choice.thumbprint))
            return Assessment(Status.BLOCKED, (missing, *listed))
        return _chosen(choice, choice.judgement, where, machine, listed)

    def brought(self, change: Change, receipt: Receipt | None, seen: Seen) -> dict[str, str] | None:
        return brought_by_request(change, receipt, seen)


def _wish(answers: Answers) -> Request:
    wish = answers.certificate
    return wish.request if isinstance(wish, Certificate) and wish.request else Request()


def _unanswered(choice: Choice, machine: str, listed: tuple[Finding, ...]) -> Assessment:
    suitable = [j for j in choice.judgements if j.suitable]
    if suitable:
        proposed = suitable[0].certificate.thumbprint
        missing = finding("certificate.choose", Level.INFO, machine, seen=proposed, count=len(suitable))
    else:
        missing = finding("certificate.request-one", Level.INFO, machine, count=len(choice.judgements))
    return Assessment(Status.NEEDS_ANSWER, (missing, *listed), answer="certificate")


def _chosen(
    choice: Choice, judgement: Judgement, where: Place, machine: str, listed: tuple[Finding, ...]
) -> Assessment:
    thumbprint = judgement.certificate.thumbprint
    if not judgement.suitable:
        reasons = tuple(_said(judgement, reason, Level.ERROR, machine, thumbprint) for reason in judgement.reasons)
        return Assessment(Status.BLOCKED, (*reasons, *listed))
    until = judgement.facts.not_after.date().isoformat() if judgement.facts else ""
    good = finding(
        "certificate.chosen", Level.OK, machine, seen=thumbprint, until=until, name=where.host_name, how=choice.how,
        certificate=judgement.called,
    )  # fmt: skip
    notes = tuple(_said(judgement, note, Level.WARNING, machine, thumbprint) for note in judgement.notes)
    return Assessment(Status.SATISFIED, (good, *notes, *listed))


def _listed(choice: Choice, machine: str) -> Iterator[Finding]:
    """The other certificates, each with its reasons: an unsuitable one stays visible, its reason is the lesson."""
    for judgement in choice.judgements:
        if judgement is choice.judgement:
            continue
        name = judgement.facts.subject if judgement.facts else "?"
        shown = f"{judgement.certificate.thumbprint} {name}"
        if judgement.suitable:
            yield finding("certificate.also-suitable", Level.INFO, machine, seen=shown, certificate=judgement.called)
        for reason in judgement.reasons:
            yield _said(judgement, reason, Level.INFO, machine, shown)


def _said(judgement: Judgement, reason: Reason, level: Level, machine: str, seen: str) -> Finding:
    """A reason, with the certificate that it is said of."""
    return of_reason(reason, level, machine, of=judgement.called, seen=seen)
