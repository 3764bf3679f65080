"""Whether a certificate can be requested here: template, certification authority, and who may Enroll."""

from __future__ import annotations

from typing import Any

import msgspec

from wizard.operations.certificates import (
    CertificateRequest,
    CertificateTemplate,
    CertificationAuthority,
    GetCertificateRequest,
    GetCertificationAuthority,
    GetEnrollmentIdentity,
)
from wizard.operations.model import Question, Role
from wizard.rules.answers import Request
from wizard.rules.choice import KEY, TEMPLATES
from wizard.rules.enrollment import EnrollVerdict, may_enroll, template_problems
from wizard.rules.reasons import Reason
from wizard.rules.seen import Seen

AUTHORITIES = GetCertificationAuthority().on(Role.WSUS)
IDENTITY = GetEnrollmentIdentity().on(Role.WSUS)
REQUESTS = GetCertificateRequest().on(Role.WSUS)
REQUEST_READS: tuple[Question[Any], ...] = (TEMPLATES, AUTHORITIES, IDENTITY, REQUESTS)

REQUEST_ID = "request.id"


class Route(msgspec.Struct, frozen=True):
    """The way to a new certificate, and what stands in it."""

    template: CertificateTemplate | None
    authority: CertificationAuthority | None
    problems: tuple[Reason, ...]
    as_user: EnrollVerdict | None
    as_computer: EnrollVerdict | None


def route(seen: Seen, wish: Request) -> Route:
    """By which template, from which CA, as whom; with everything that stands in the way."""
    templates, authorities, identity = seen.read(TEMPLATES), seen.read(AUTHORITIES), seen.read(IDENTITY)
    template = next((t for t in templates or () if t.name.lower() == wish.template.lower()), None)
    if template is None:
        return Route(None, None, (Reason("request.no-template", (("name", wish.template),)),), None, None)
    authority = _authority(authorities or (), template, wish)
    problems = list(template_problems(template, authority))
    if authority is None:
        wanted = wish.authority or template.name
        problems.append(Reason("request.no-authority", (("name", wanted),)))
    if wish.key_length < template.minimal_key_size:
        problems.append(Reason("request.key-too-small", (("bits", str(template.minimal_key_size)),)))
    as_user = may_enroll(template, identity.user) if identity else None
    as_computer = may_enroll(template, identity.computer) if identity else None
    return Route(template, authority, tuple(problems), as_user, as_computer)


def _authority(
    authorities: tuple[CertificationAuthority, ...], template: CertificateTemplate, wish: Request
) -> CertificationAuthority | None:
    publishing = [a for a in authorities if template.name.lower() in {t.lower() for t in a.templates}]
    if wish.authority:
        publishing = [a for a in authorities if a.config.lower() == wish.authority.lower()]
    # Not the one that happens to answer: a plan must name the same one an hour later.
    return next(iter(sorted(publishing, key=lambda a: a.config.lower())), None)


def open_request(seen: Seen) -> CertificateRequest | None:
    """The request of this session, while it is not an installed certificate yet."""
    key = seen.brought.get(KEY)
    return next((r for r in seen.read(REQUESTS) or () if key and r.public_key == key), None)
