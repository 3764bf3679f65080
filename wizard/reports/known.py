"""What a session's journal knows of the server, the certificate and the switch window."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from typing import Literal

import msgspec

from wizard.engine.records import Intent, Outcome, SectionEnd, UndoBegun, Undone, WindowMark
from wizard.engine.session import Session
from wizard.operations.certificates import NewCertificateRequest
from wizard.operations.wsus import InvokeConfigureSsl
from wizard.reports.made import net
from wizard.rules.findings import Basis, Finding, Level
from wizard.rules.ports import http_port_for, is_port
from wizard.tutorial import SECTIONS, SWITCH

USUAL_HTTPS = 8531
"""Where WSUS answers unless somebody chose another port (facts, 4)."""

DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


class Server(msgspec.Struct, frozen=True):
    """WSUS as it is reached."""

    host: str
    """Empty where nobody has read it."""
    http: int
    https: int
    ports_known: bool
    """False where they are the usual ones, for want of better knowledge."""


class Window(msgspec.Struct, frozen=True):
    """The switch window, as the journal has it."""

    state: Literal["never", "open", "forwards", "backwards", "undone"]
    opened: str = ""
    closed: str = ""
    found: bool = False
    """It was open already when the session came."""

    @property
    def minutes(self) -> int | None:
        """How long it was open."""
        begin, end = _time(self.opened), _time(self.closed)
        return round((end - begin).total_seconds() / 60) if begin and end else None


class Certificate(msgspec.Struct, frozen=True):
    """The one that WSUS presents."""

    thumbprint: str
    until: str
    """Its last day; empty where the words of the finding name none."""
    names: tuple[str, ...]
    """Those it was requested with, or those it was judged for."""
    requested: bool
    """This session brought it."""
    chosen: Finding


def ends(session: Session) -> dict[str, SectionEnd]:
    """How each section ended last, in the tutorial's order. What closing backwards put back proves nothing."""
    found: dict[str, SectionEnd] = {}
    for record in session.records:
        if isinstance(record, SectionEnd):
            found[record.section] = record
        elif isinstance(record, Outcome) and record.result in {"rolled-back", "half-back"}:
            found = {key: end for key, end in found.items() if key not in SWITCH or not end.status.done}
    return {step.key: found[step.key] for step in SECTIONS if step.key in found}


def seen(session: Session, code: str) -> Finding | None:
    """The newest finding of a code."""
    every = [f for r in session.records if isinstance(r, SectionEnd) for f in r.findings if f.code == code]
    return every[-1] if every else None


def not_back(session: Session) -> tuple[Finding, ...]:
    """What the last undo did not put back, or nobody saw go back."""
    last = [record for record in session.records if isinstance(record, UndoBegun | Undone)][-1:]
    return last[0].findings if last and isinstance(last[0], Undone) else ()


def proofs(session: Session) -> tuple[tuple[str, Finding], ...]:
    """What was read back and is as it should be, with its section."""
    return tuple(
        (key, found)
        for key, end in ends(session).items()
        for found in end.findings
        if found.basis is Basis.VERIFIED and found.level is Level.OK
    )


def provers(session: Session) -> tuple[tuple[str, int], ...]:
    """The machines that something was proven from, and how much."""
    return tuple(Counter(found.machine for _, found in proofs(session) if found.machine).items())


def server(session: Session) -> Server:
    """Name and ports: as answered, else as this session wrote or read them, else the usual ports."""
    https = session.answers.https_port or _written_port(session)
    http = session.answers.http_port
    for found in (seen(session, "before.ports"), seen(session, "before.ports.no-pair")):
        if found and re.fullmatch(r"\d{1,5}/\d{1,5}", found.seen):
            read = [int(port) for port in found.seen.split("/")]
            http, https = http or read[0], https or read[1]
    known = is_port(https)
    https = https if known else USUAL_HTTPS
    return Server(_host(session), http if is_port(http) else http_port_for(https), https, known)


def _written_port(session: Session) -> int:
    for intent in session.intents:
        for setting in intent.wanted:
            port = re.fullmatch(r"binding/[^:/]*:https:(\d{1,5})\b.*", setting.path)
            if port:
                return int(port[1])
    return 0


def _host(session: Session) -> str:
    told = [i.call.parameters.get("HostName") for i in session.intents if i.call.operation == InvokeConfigureSsl.name]
    fqdn = seen(session, "before.fqdn")
    return session.answers.host_name or next((str(name) for name in told if name), "") or (fqdn.seen if fqdn else "")


def certificate(session: Session) -> Certificate | None:
    """None where none was settled yet."""
    chosen = seen(session, "certificate.chosen")
    if chosen is None:
        return None
    requested = session.brought.get("certificate", "").upper() == chosen.seen.upper() != ""
    days = DAY.findall(chosen.text)
    return Certificate(chosen.seen, days[-1] if days else "", _names(session, requested), requested, chosen)


def _names(session: Session, requested: bool) -> tuple[str, ...]:
    asked = [i.call for i in session.intents if i.call.operation == NewCertificateRequest.name]
    names = asked[-1].parameters.get("DnsName") if asked else None
    if requested and isinstance(names, list):
        return tuple(str(name) for name in names)
    judged = (server(session).host, *session.answers.names)
    return tuple(dict.fromkeys(name for name in judged if name))


def window(session: Session) -> Window:
    """The last window of the session."""
    found = Window("never")
    for record in session.records:
        if isinstance(record, WindowMark) and record.state == "opened":
            found = Window("open", record.time, found=record.how == "found")
        elif isinstance(record, WindowMark):
            how: Literal["forwards", "backwards"] = "backwards" if record.how == "backwards" else "forwards"
            found = msgspec.structs.replace(found, state=how, closed=record.time)
        elif isinstance(record, Undone) and record.complete and found.state == "open":
            found = msgspec.structs.replace(found, state="undone")
    return found


def on_https(session: Session) -> bool:
    """WSUS and the site use https by what this session proved, and an undo has not taken it back since."""
    done = ends(session)
    there = all(key in done and done[key].status.done for key in SWITCH)
    return there and not (session.state in {"undone", "undoing"} and switched(session))


def switched(session: Session) -> bool:
    """It was this session that moved WSUS or the site from http to https."""
    return any(s.path.rpartition("/")[2] in {"UsingSsl", "Ssl"} and str(s.value) == "1" for s in net(session))


def times(session: Session) -> tuple[str, str]:
    """When the first change was begun and the last one; empty where there is none."""
    found = [record.time for record in session.records if isinstance(record, Intent)]
    return (when(found[0]), when(found[-1])) if found else ("", "")


def practice(session: Session) -> str:
    """The practice lab that it was done in; empty for a real server."""
    kind, _, name = session.opened.target.partition(":")
    return name if kind == "lab" else ""


def when(text: str) -> str:
    """A time of the journal for reading; as it stands where it is none."""
    time = _time(text)
    return f"{time:%Y-%m-%d %H:%M} UTC" if time else text


def _time(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text)
        return time.astimezone(UTC) if time.tzinfo else None
    except (ValueError, OverflowError):
        return None
