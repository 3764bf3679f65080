"""The certificate: what it is called, when it ends and how it is renewed."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.engine.records import Restoring
from wizard.engine.session import Session
from wizard.operations.certificates import RemoveCertificate
from wizard.reports.document import Bullets, Fact, Facts, Heading, Item, Line, Paragraph, code, plain
from wizard.reports.known import Certificate, certificate, server
from wizard.reports.words import phrase

RENEWAL = ("renew.by-hand", "renew.by-wizard", "renew.automatic", "renew.configuressl", "renew.pinning")


def the_certificate(session: Session) -> Iterator[Heading | Paragraph | Facts | Bullets]:
    """Nothing where none was settled yet."""
    found = certificate(session)
    if found is None:
        return
    yield Heading(2, phrase("heading.certificate"))
    yield Paragraph(plain(found.chosen.text))
    yield Facts(tuple(Fact(phrase(label), Item(line)) for label, line in _facts(found)))
    if fate := after_undo(session, found):
        yield Paragraph(fate)
        return
    yield Paragraph(phrase("renew.what"))
    https = server(session).https
    yield Bullets(tuple(Item(phrase(step, https=https)) for step in RENEWAL))


def _facts(found: Certificate) -> Iterator[tuple[str, Line]]:
    if found.names:
        yield "fact.names", plain(", ".join(found.names))
    yield "fact.thumbprint", code(found.thumbprint)
    if found.until:
        yield "fact.ends", plain(found.until)
    yield "fact.origin", phrase("certificate.requested" if found.requested else "certificate.in-store")


def after_undo(session: Session, found: Certificate) -> Line:
    """What has become of a certificate that an undone session had brought; nothing of any other."""
    if session.state != "undone" or not found.requested:
        return ()
    removed = any(isinstance(r, Restoring) and r.call.operation == RemoveCertificate.name for r in session.records)
    return phrase("certificate.removed") if removed else phrase("certificate.unused")
