"""What was seen of contoso, with its operator's answers and what a session knows; and what to read off a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

import msgspec

from tests.rules.certificates import HOST, NOW
from tests.rules.lines import client_line, site_line
from tests.rules.lines import tail as log_tail
from wizard.operations.certificates import PersonalCertificate
from wizard.operations.iis import SslFlags, SslRequirement, WebSite
from wizard.operations.iis_log import ClientRequests, GetClientRequest
from wizard.operations.logs import Log, LogMark, LogTail
from wizard.operations.model import CannotTell, OperationError, Question, Role, Setting, Text
from wizard.operations.site import Site
from wizard.operations.topology import GetDownstreamServer, GetFrontEndServer
from wizard.rules.answers import Answers
from wizard.rules.choice import STORE
from wizard.rules.evidence import EVIDENCE, tail
from wizard.rules.findings import Level
from wizard.rules.place import POINTS, SITES
from wizard.rules.seen import Seen, Since
from wizard.rules.window import REQUIREMENT
from wizard.steps.assessment import Assessment, Change, Receipt, Status, Step

R = TypeVar("R")

CM = "CM1.contoso.com"
MACHINES = {Role.WSUS: HOST, Role.SITE: CM, Role.CLIENT: "PC1.contoso.com", Role.HERE: "PC9.contoso.com"}
BROKEN = OperationError("COMException", "0x80070005", "Zugriff verweigert")


class Contoso(msgspec.Struct, frozen=True):
    """What would be answered, the answers of the operator, and what a session knows."""

    results: Mapping[Question[Any], object]
    answers: Answers = Answers()
    since: Mapping[Log, Since] = {}
    brought: Mapping[str, str] = {}
    in_session: bool = False

    # --- other answers of the servers ---

    def having(self, question: Question[R], result: R | CannotTell) -> Contoso:
        """This question is answered so."""
        return self.every({question: result})

    def every(self, results: Mapping[Question[Any], object]) -> Contoso:
        """These questions are answered so."""
        return msgspec.structs.replace(self, results={**self.results, **results})

    def altered(self, question: Question[Any], **changed: Any) -> Contoso:
        """The answer to this question, with some fields changed."""
        result: Any = self.results[question]
        return self.having(question, msgspec.structs.replace(result, **changed))

    def failing(self, *questions: Question[Any], error: OperationError = BROKEN) -> Contoso:
        """These questions have no answer."""
        return self.every({question: CannotTell(question, error) for question in questions})

    def web_site(self, **changed: Any) -> Contoso:
        """The WSUS site is otherwise."""
        first, *others = self._sites()
        return self.having(SITES, (msgspec.structs.replace(first, **changed), *others))

    def with_site(self, site: WebSite) -> Contoso:
        """A further IIS site."""
        return self.having(SITES, (*self._sites(), site))

    def point(self, **changed: Any) -> Contoso:
        """The software update point is otherwise."""
        site = self.results[POINTS]
        assert isinstance(site, Site)
        return self.altered(POINTS, points=(msgspec.structs.replace(site.points[0], **changed), *site.points[1:]))

    def flags(self, **own: str) -> Contoso:
        """Own and effective `sslFlags` of places; `site` is the site itself. What inherits is given as `~Ssl`."""
        requirement = self.results[REQUIREMENT]
        assert isinstance(requirement, SslRequirement)
        given = {("." if key == "site" else key).lower(): value for key, value in own.items()}
        places = tuple(_flagged(p, given.get(p.key.lower())) for p in requirement.places)
        return self.altered(REQUIREMENT, places=places)

    def store(self, *certificates: PersonalCertificate) -> Contoso:
        """What the Personal store holds."""
        return self.having(STORE, certificates)

    def log(self, log: Log, *messages: str, at: int = -60) -> Contoso:
        """The log has these lines only, the first so many minutes from now."""
        return self.having(tail(log), LogTail(0, ())).goes_on(log, *messages, at=at)

    def goes_on(self, log: Log, *messages: str, at: int = 10) -> Contoso:
        """The log has these lines besides."""
        before = self.results[tail(log)]
        assert isinstance(before, LogTail)
        line = site_line if log.role is Role.SITE else client_line
        begins = NOW + timedelta(minutes=at)
        more = log_tail(
            *(line(message, begins + timedelta(seconds=i)) for i, message in enumerate(messages)), begin=before.end
        )
        return self.having(tail(log), LogTail(more.end, (*before.lines, *more.lines)))

    # --- the operator and the session ---

    def asked(self, **answers: Any) -> Contoso:
        """The operator has given these answers."""
        return msgspec.structs.replace(self, answers=msgspec.structs.replace(self.answers, **answers))

    def bringing(self, **brought: str) -> Contoso:
        """The session has brought these forth: `certificate`, `request_key`, `request_id`."""
        named = {name.replace("_", "."): value for name, value in brought.items()}
        return msgspec.structs.replace(self, brought={**self.brought, **named}, in_session=True)

    def session(self) -> Contoso:
        """Something was changed in this session already."""
        return msgspec.structs.replace(self, in_session=True)

    def changed(self, operation: str) -> Contoso:
        """The session has just made this change: only what its logs say from here on counts."""
        marks = {log: Since(self.mark(log), operation) for log in EVIDENCE[operation]}
        return msgspec.structs.replace(self, since={**self.since, **marks}, in_session=True)

    def mark(self, log: Log) -> LogMark:
        """How far a log has come."""
        end = self.results[tail(log)]
        position = end.end if isinstance(end, LogTail) else -1
        return LogMark(log, MACHINES[log.role], position, NOW.isoformat())

    def receipt(self, *logs: Log) -> Receipt:
        """What is written before an act that must not be repeated."""
        return Receipt("0123456789ab", NOW.isoformat(), tuple(self.mark(log) for log in logs))

    # --- looking ---

    def seen(self, step: Step) -> Seen:
        """Everything that the step asks for."""
        return self.observed(step.reads)

    def observed(self, reads: Callable[[Answers, Seen], Iterable[Question[Any]]]) -> Seen:
        """Everything that is asked for, until nothing more is."""
        asked: dict[Question[Any], object] = {}
        seen = self._seen(asked)
        while new := [q for q in dict.fromkeys(reads(self.answers, seen)) if q not in asked]:
            asked.update({question: self._answer(question) for question in new})
            seen = self._seen(asked)
        return seen

    def all_seen(self) -> Seen:
        """Every question of contoso, as when a look asks for all sections at once."""
        return self._seen(self.results)

    def assess(self, step: Step) -> Assessment:
        """The verdict, which carries what its status promises."""
        return sound(step.assess(self.seen(step), self.answers))

    def _answer(self, question: Question[Any]) -> object:
        """Nobody else is around contoso's WSUS, unless a test says so."""
        if question in self.results:
            return self.results[question]
        if isinstance(question.operation, GetFrontEndServer | GetDownstreamServer):
            return ()
        if isinstance(question.operation, GetClientRequest):
            return ClientRequests((), ())
        return self.results[question]

    def _seen(self, asked: Mapping[Question[Any], object]) -> Seen:
        return Seen(dict(asked), NOW, MACHINES, self.since, self.brought, self.in_session)

    def _sites(self) -> tuple[WebSite, ...]:
        sites = self.results[SITES]
        assert isinstance(sites, tuple)
        return sites


def _flagged(place: SslFlags, value: str | None) -> SslFlags:
    if value is None:
        return place
    return SslFlags(place.key, "" if value.startswith("~") else value, value.removeprefix("~") or "None")


def sound(assessment: Assessment) -> Assessment:
    """What holds for every verdict: an error is what keeps a section from going on, and nothing else is one."""
    status, levels = assessment.status, {finding.level for finding in assessment.findings}
    assert assessment.findings
    stopped = status in {Status.BLOCKED, Status.FAILED, Status.CANNOT_TELL}
    assert (Level.ERROR in levels) is stopped, (status, codes(assessment))
    assert (assessment.wait is not None) is (status is Status.WAITING)
    assert bool(assessment.answer) is (status is Status.NEEDS_ANSWER)
    assert assessment.changes or status is not Status.NEEDS_CHANGE
    assert not (assessment.changes and status.done)
    return assessment


def codes(assessment: Assessment) -> list[str]:
    """The codes of the findings, in order."""
    return [finding.code for finding in assessment.findings]


def only(assessment: Assessment) -> Change:
    """The one change of an assessment."""
    (change,) = assessment.changes
    return change


def values(settings: Iterable[Setting]) -> dict[str, Text]:
    """Settings as path and value."""
    return {setting.path: setting.value for setting in settings}
