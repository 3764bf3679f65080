"""How the newest scan of a client went, by the logs of its three components."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from wizard.rules.errors import code_in
from wizard.rules.logs import Endpoint, Record, State, Verdict, endpoint_of

POLICY = re.compile(
    r"Enabling WUA Managed server policy to use server: (?P<new>\S+)"
    r"|Existing WUA Managed server was already set \((?P<kept>[^)\s]+)\)"
)
"""The first only when the URL changes, the second ever after (facts, 8.6)."""
BEGINS = (
    "Its a WSUS Update Source type",
    "Enabling WUA Managed server policy",
    "Existing WUA Managed server was already set",
    "Async searching of updates using WUAgent started",
)
SUCCEEDED = "Successfully completed scan."
FAILED = (
    "Scan failed with error",
    "OnSearchComplete - Failed to end search job",
    "Failed to Add Update Source for WUAgent",
)
WITH_ERRORS = "Received 'SucceededWithErrors'"
"""Part of the search failed. What follows may still call itself successful."""
POLICY_CONFLICT = "Group policy settings were overwritten by a higher authority"

REQUESTED = ("ScanByUpdateSource", "ScanByUpdates request received", "CScanJob::Execute")
AGENT_FAILED = ("CScanJob::Execute- Failed at AddUpdateSource",)
RECEIVED = re.compile(r"OnLocationUpdate- Received Location=<?(?P<url>https?://[^\s,>]+)")
PATH = re.compile(r"WSUS Path='\s*(?P<url>[^'\s]+)\s*'")
ANSWER = "Calling back with the following WSUS locations"


def scan_verdict(agent: Iterable[Record], location: Iterable[Record], handler: Iterable[Record]) -> Verdict:
    """ScanAgent.log, LocationServices.log and WUAHandler.log of one client, judged together.

    WUAHandler decides; ScanAgent tells of a request that has not come so far, and of one that ended before.
    Only `Successfully completed scan.` is success; silence is not.
    """
    agents, locations = tuple(agent), tuple(location)
    verdict = _newer(_of_handler(tuple(handler)), _of_agent(agents))
    if verdict.state == "none" or verdict.endpoint or (verdict.state == "succeeded" and not _begins(verdict)):
        return verdict
    return _at(verdict, _told(agents, locations, verdict))


def _of_handler(records: Sequence[Record]) -> Verdict:
    endpoint: Endpoint | None = None
    attempt: list[Record] = []
    over = False
    for record in records:
        if over and any(text in record.text for text in BEGINS):
            attempt, over = [], False
        if match := POLICY.search(record.text):
            endpoint = endpoint_of(match["new"] or match["kept"])
        attempt.append(record)
        over = over or _ends(record)
    milestones = tuple(record for record in attempt if _is_milestone(record))
    if not milestones:
        return Verdict()
    return _verdict(attempt, endpoint, milestones)


def _begins(verdict: Verdict) -> bool:
    """The lines tell of this scan from its beginning. One that began before them may have gone elsewhere than the
    client was sent since."""
    return any(text in record.text for record in verdict.milestones for text in BEGINS)


def _ends(record: Record) -> bool:
    return SUCCEEDED in record.text or any(text in record.text for text in FAILED)


def _is_milestone(record: Record) -> bool:
    telling = (*BEGINS, SUCCEEDED, *FAILED, WITH_ERRORS, POLICY_CONFLICT)
    return any(text in record.text for text in telling)


def _verdict(attempt: Sequence[Record], endpoint: Endpoint | None, milestones: tuple[Record, ...]) -> Verdict:
    failures = [r for r in attempt if WITH_ERRORS in r.text or any(text in r.text for text in FAILED)]
    successes = [r for r in attempt if SUCCEEDED in r.text]
    state: State = "failed" if failures else "succeeded" if successes else "running"
    deciding = (failures or successes or list(milestones))[-1]
    return Verdict(
        state=state,
        endpoint=endpoint,
        time=deciding.time,
        position=deciding.position,
        code=_code(failures, attempt),
        line=deciding.text,
        milestones=milestones,
    )


def _code(failures: Sequence[Record], attempt: Sequence[Record]) -> str:
    """The code of the last failure; a search with errors may name its own in the line that follows."""
    if not failures:
        return ""
    behind = attempt[attempt.index(failures[-1]) :]
    return next((code for r in (*reversed(failures), *behind) if (code := code_in(r.text))), "")


def _of_agent(records: Sequence[Record]) -> Verdict:
    """A request that is under way, or that failed before WUAHandler was asked."""
    for record in reversed(records):
        if any(text in record.text for text in AGENT_FAILED):
            return Verdict("failed", None, record.time, record.position, code_in(record.text), record.text, (record,))
        if any(text in record.text for text in REQUESTED):
            return Verdict("running", None, record.time, record.position, "", record.text, (record,))
    return Verdict()


def _newer(handler: Verdict, agent: Verdict) -> Verdict:
    """The agent's word counts where it is newer than the handler's, or where the handler has none."""
    if handler.state == "none":
        return agent
    if agent.state == handler.state == "running":
        return handler
    if agent.time is None or handler.time is None or agent.time <= handler.time:
        return handler
    return agent


def _told(agent: Sequence[Record], location: Sequence[Record], verdict: Verdict) -> Endpoint | None:
    """Where the client was sent when WUAHandler does not say: what the agent took, else the one place of the answer."""
    for record in reversed(_until(agent, verdict)):
        if match := RECEIVED.search(record.text):
            return endpoint_of(match["url"])
    answer: list[str] = []
    for record in _until(location, verdict):
        if ANSWER in record.text:
            answer = []
        answer += [match["url"] for match in PATH.finditer(record.text)]
    places = {endpoint_of(url) for url in answer}
    return places.pop() if len(places) == 1 else None  # an answer may mix http and https: then it does not tell


def _until(records: Sequence[Record], verdict: Verdict) -> list[Record]:
    return [r for r in records if r.time is None or verdict.time is None or r.time <= verdict.time]


def _at(verdict: Verdict, endpoint: Endpoint | None) -> Verdict:
    return Verdict(
        verdict.state, endpoint, verdict.time, verdict.position, verdict.code, verdict.line, verdict.milestones
    )
