"""Which certificate WSUS shall present: what the answers ask for, held against what the store has."""

from __future__ import annotations

from typing import Literal

import msgspec

from wizard.operations.certificates import GetCertificateTemplate, GetPersonalCertificate
from wizard.operations.model import CannotTell, Named, Role, Text
from wizard.rules.answers import Answers, Certificate, Request
from wizard.rules.place import Place, place
from wizard.rules.seen import Seen
from wizard.rules.suitability import Judgement, best, judge, ranked

STORE = GetPersonalCertificate().on(Role.WSUS)

TEMPLATES = GetCertificateTemplate().on(Role.WSUS)

KEY = "request.key"
"""Name of a request's key: SHA-256 of its public key. Whatever certificate carries it is ours."""

CERTIFICATE = "certificate"
"""Name of the certificate that a request of this session brings."""

How = Literal["asked", "bound", "brought", "in-store", "best", "requested", "none"]


class Choice(msgspec.Struct, frozen=True):
    """The certificate that is wanted, why this one, and how all others were judged."""

    how: How
    thumbprint: Text | None
    """A name while the certificate is yet to be issued; None where nothing was chosen."""
    judgement: Judgement | None
    """None where it is not in the store (yet)."""
    judgements: tuple[Judgement, ...]
    """All of the store, the suitable ones first."""


def hosts(answers: Answers, where: Place) -> tuple[str, ...]:
    """Every name the certificate must cover: WSUS's, the SUP's as the site stores it, and those of the answers."""
    return tuple(dict.fromkeys([where.host_name, where.reached_as, *(name.lower() for name in answers.names)]))


def choose(seen: Seen, answers: Answers, where: Place) -> Choice | CannotTell:
    """The certificate that is wanted. What is bound and suitable satisfies; a better one is not a reason to change."""
    store = seen[STORE]
    if isinstance(store, CannotTell):
        return store
    wanted = hosts(answers, where)
    judged = ranked([judge(certificate, wanted, seen.now) for certificate in store])
    by_thumbprint = {judgement.certificate.thumbprint: judgement for judgement in judged}
    wish = answers.certificate

    def chosen(how: How, thumbprint: Text | None) -> Choice:
        return Choice(how, thumbprint, by_thumbprint.get(seen.value(thumbprint) if thumbprint else ""), judged)

    if isinstance(wish, Certificate) and wish.thumbprint:
        return chosen("asked", wish.thumbprint)
    if CERTIFICATE in seen.brought:
        return chosen("brought", Named(CERTIFICATE))
    if KEY in seen.brought:
        # A request of this session is under way: whatever else appears meanwhile, this one was planned.
        return chosen("requested", Named(CERTIFICATE))
    bound = by_thumbprint.get(where.https.certificate_hash if where.https else "")
    if bound and bound.suitable:
        return chosen("bound", bound.certificate.thumbprint)
    if isinstance(wish, Certificate) and wish.request:
        found = best([j for j in judged if _fulfils(j, wish.request, seen)])
        return chosen("in-store", found.certificate.thumbprint) if found else chosen("requested", Named(CERTIFICATE))
    proposed = best(judged)
    if wish == "best" and proposed:
        return chosen("best", proposed.certificate.thumbprint)
    return chosen("none", None)


def judged_store(seen: Seen, answers: Answers) -> tuple[Judgement, ...]:
    """Every certificate of the store, the best first; none where the store or the place of WSUS is not known."""
    where = place(seen, answers)
    choice = choose(seen, answers, where) if where and seen.read(STORE) is not None else None
    return choice.judgements if isinstance(choice, Choice) else ()


def _fulfils(judgement: Judgement, request: Request, seen: Seen) -> bool:
    facts = judgement.facts
    templates = seen.read(TEMPLATES) or ()
    # A certificate of a version 1 template carries the name, any later one the OID (facts, 2.2).
    oids = {template.oid for template in templates if template.name.lower() == request.template.lower()}
    return (
        facts is not None
        and judgement.suitable
        and (facts.template_name.lower() == request.template.lower() or facts.template_oid in oids)
        and {name.lower() for name in request.names} <= {name.lower() for name in facts.names}
    )


def settled(choice: Choice) -> str:
    """The thumbprint that "best" or a wish came to, once and for all of a run; empty where it is yet to be issued."""
    return choice.thumbprint if isinstance(choice.thumbprint, str) else ""
