"""What the wizard does not do and somebody has to: a list to tick off, in the words of assets/text/left.toml."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.engine.session import Session
from wizard.reports.document import Bullets, Heading, Item, Line, Paragraph, bold
from wizard.reports.known import certificate, on_https, proofs, seen, server, switched
from wizard.reports.words import filled, left_words, phrase, say

OTHERS = (
    "scripts", "consoles", "publishing", "trust", "firewall", "proxy", "downstream", "update-points", "group-policy",
)  # fmt: skip
"""Nothing that a session reads can tell that one of these is done: they are on other machines."""

REMOTE_DATABASE = "before.database.remote"

CONNECTED = frozenset({"console.connected", "client-scan.done"})
"""Proofs that the machine which they were seen from has made a connection by TLS, and trusts the certificate."""


def left(session: Session) -> tuple[Item, ...]:
    """The list. Empty only where an undo has brought WSUS back to http, which it read back."""
    if _back_on_http(session):
        return ()
    where, found = server(session), certificate(session)
    host = where.host or say("left.example-host")
    until = found.until if found else ""
    database = seen(session, REMOTE_DATABASE)
    codes = (*OTHERS, *(("database",) if database else ()), "renewal" if until else "renewal-some-day")
    return tuple(
        _item(code, _known(session, code), host=host, http=where.http, https=where.https, until=until,
              database=database.seen if database else "")
        for code in codes
    )


def left_for_others(session: Session) -> Iterator[Heading | Paragraph | Bullets]:
    """The list with what is to be known of it."""
    yield Heading(2, phrase("heading.left"))
    if _back_on_http(session):
        yield Paragraph(phrase("left.back-on-http"))
        return
    if session.state == "undoing":
        yield Paragraph(phrase("left.undoing"))
    else:
        yield Paragraph(phrase("left.after") if on_https(session) else phrase("left.before"))
    where = server(session)
    if not where.ports_known:
        yield Paragraph(phrase("left.usual-ports", http=where.http, https=where.https))
    if not where.host:
        yield Paragraph(phrase("left.no-host", host=say("left.example-host")))
    yield Bullets(left(session), boxes=True)


def _item(code: str, known: Line, **values: object) -> Item:
    words = left_words()[code]
    how = filled(words.how, **values)
    return Item(bold(filled(words.what, **values)), (how, known) if known else (how,))


def _known(session: Session, code: str) -> Line:
    """What this session knows of it, which is never the whole."""
    if code == "trust":
        trusting = dict.fromkeys(found.machine for _, found in proofs(session) if found.code in CONNECTED)
        return phrase("left.proven-from", machines=", ".join(trusting)) if trusting else ()
    for of, found, what in (
        ("update-points", seen(session, "before.update-points.others"), "left.update-points"),
        ("downstream", seen(session, "before.downstream"), "left.downstream"),
    ):
        if code == of and found:
            return phrase(what, names=found.seen)
    policy = seen(session, "client-scan.policy")
    if code == "group-policy" and policy:
        return phrase("left.policy", machine=policy.machine, seen=policy.seen)
    return ()


def _back_on_http(session: Session) -> bool:
    return session.state == "undone" and switched(session)
