"""What the operator answers: the answers file (TOML), checked by its types, and nothing secret in it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Literal

import msgspec

from wizard.rules.names import clean_thumbprint, is_dns_name
from wizard.rules.ports import is_pair, is_port

OFFERS = {
    "application-pool": "set the values of the WSUS application pool as best practice has them",
    "remove-certificate": "on undo, remove the certificate that this session brought, with its private key",
}
"""Changes that are made only when the answers name them."""

UNDO_OFFERS = frozenset({"remove-certificate"})
"""Those of an undo. The others are changes of a section, and undo puts them back unasked."""

OVERRIDES = {
    "tls-from-wsus": "go on although TLS could not be tried from the WSUS server",
    "tls-from-site": "go on although TLS could not be tried from the site server",
    "tls-from-client": "go on although TLS could not be tried from a client",
    "console-from-site": "go on although the API refuses https before configuressl, TLS itself being proven",
    "no-synchronization": "go on although nobody knows whether a synchronization is running",
    "rights": "go on although your rights for sections 5 and 7 could not be read",
    "other-front-ends": "go on although other front ends use the same database: the same has to be done on each",
    "downstream-servers": "go on although downstream servers come over http: each has to be told https",
    "healthy-services": "go on although a service or the application pool is not well now",
    "healthy-wcm": "go on although WCM's last state is not a success",
    "healthy-synchronization": "go on although the last synchronization did not end well",
    "healthy-client-scan": "go on although the test client's last scan did not end well",
}
"""Conditions of the gate that can be overridden, each with what its override says."""

_NAME = re.compile(r"\s*[A-Za-z][A-Za-z0-9.]*\s*=\s*\S")
"""How a distinguished name begins."""
_DURATION = re.compile(r"(\d{1,5})\s*(s|m|h|d)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class AnswersError(ValueError):
    """An answer is wrong; the message says which, what is wrong and what is expected."""


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of the tables of an answers file."""


class Request(Answer, frozen=True):
    """A wish for a new certificate."""

    template: str = "WebServer"
    """Common name of the certificate template."""
    authority: str = ""
    """`HOST\\CA name`; empty for the one CA that publishes the template."""
    subject: str = ""
    """Empty for CN= and the server's name."""
    names: tuple[str, ...] = ()
    """Further subject alternative names; the names that WSUS must be reached by are always among them."""
    friendly_name: str = "WSUS TLS"
    key_length: int = 2048
    enroll_as: Literal["computer", "user"] = "computer"


class Certificate(Answer, frozen=True):
    """Exactly one of the two."""

    thumbprint: str = ""
    request: Request | None = None


class Patience(Answer, frozen=True):
    """How long to wait, in the server's time. Empty for the usual: WCM 15m after a change of its flag, else 75m."""

    wcm: str = ""
    synchronization: str = "6h"
    scan: str = "2h"


class Answers(Answer, frozen=True):
    """Everything that a run wants to know of its operator."""

    certificate: Literal["best"] | Certificate | None = None
    """`"best"`, `{ thumbprint = "..." }` or `{ request = { ... } }`. Not needed where a suitable one is bound."""
    host_name: str = ""
    """The name that WSUS is reached by; empty for the server's own FQDN."""
    names: tuple[str, ...] = ()
    """Further names that the certificate must cover (an internet FQDN, an alias)."""
    http_port: int = 0
    https_port: int = 0
    keep_bindings: tuple[str, ...] = ()
    """Bindings of others on the https port, as IIS writes them (`*:443:name`): known, and to stay as they are."""
    client: str = ""
    """The test client; empty for the one that the target has."""
    patience: Patience = Patience()
    overrides: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()


def duration(text: str) -> timedelta:
    """`90s`, `15m`, `6h`, `1d` as time. AnswersError for anything else."""
    match = _DURATION.fullmatch(text.strip())
    if not match:
        raise AnswersError(f"{text!r} is not a duration: expected a number and s, m, h or d, such as 15m.")
    return timedelta(seconds=int(match[1]) * _SECONDS[match[2]])


def decode_answers(text: str, where: str) -> Answers:
    """Answers from TOML. AnswersError with what is wrong and what is expected."""
    try:
        answers = msgspec.toml.decode(text.encode(), type=Answers)
    except msgspec.ValidationError as error:
        if re.search(r"unknown field `[^`]*(password|secret)", str(error), re.IGNORECASE):
            raise AnswersError(f"{where}: a password never goes into an answers file; it is asked for.") from None
        raise AnswersError(f"{where}: {error}. Known answers: {', '.join(Answers.__struct_fields__)}.") from None
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise AnswersError(f"{where} is not TOML: {error}") from None
    try:
        return checked(answers)
    except AnswersError as error:
        raise AnswersError(f"{where}: {error}") from None


def encode_answers(answers: Answers) -> str:
    """The answers as a file that decodes to the same."""
    return msgspec.toml.encode(answers).decode()


def checked(answers: Answers) -> Answers:
    """The same answers with thumbprints cleaned. AnswersError for values that cannot be meant."""
    for name in (answers.host_name, answers.client, *answers.names):
        _dns_name(name)
    for label, port in (("http_port", answers.http_port), ("https_port", answers.https_port)):
        if port and not is_port(port):
            raise AnswersError(f"{label} = {port} is not a port: expected a number from 1 to 65535.")
    if answers.http_port and answers.https_port and not is_pair(answers.http_port, answers.https_port):
        raise AnswersError(
            f"ports {answers.http_port} and {answers.https_port} are no pair that WSUS knows: "
            "443 goes with 80, any other https port with the port one below it."
        )
    if answers.patience.wcm:
        duration(answers.patience.wcm)
    for text in (answers.patience.synchronization, answers.patience.scan):
        duration(text)
    _known("override", answers.overrides, OVERRIDES)
    _known("offer", answers.offers, OFFERS)
    if isinstance(answers.certificate, Certificate):
        return msgspec.structs.replace(answers, certificate=_checked_certificate(answers.certificate))
    return answers


def _checked_certificate(wish: Certificate) -> Certificate:
    if bool(wish.thumbprint) == (wish.request is not None):
        raise AnswersError('certificate takes "best", a thumbprint or a request, exactly one of them.')
    if wish.request is None:
        try:
            return Certificate(thumbprint=clean_thumbprint(wish.thumbprint))
        except ValueError as error:
            raise AnswersError(f"certificate.thumbprint: {error}") from None
    for name in wish.request.names:
        _dns_name(name)
    if wish.request.key_length not in {2048, 3072, 4096}:
        raise AnswersError(f"key_length = {wish.request.key_length}: expected 2048, 3072 or 4096 bits.")
    if wish.request.subject and not _NAME.match(wish.request.subject):
        raise AnswersError(f"subject = {wish.request.subject!r}: expected a name such as CN=wsus1.contoso.com.")
    if not wish.request.template.strip():
        raise AnswersError("certificate.request.template is empty: expected a template's common name, as WebServer.")
    if wish.request.authority and "\\" not in wish.request.authority:
        raise AnswersError(f"authority = {wish.request.authority!r}: expected HOST\\CA name, as certutil shows it.")
    return wish


def _dns_name(name: str) -> None:
    if name and not is_dns_name(name):
        raise AnswersError(f"{name!r} is not a DNS name: expected one such as wsus1.contoso.com.")


def _known(kind: str, given: tuple[str, ...], known: dict[str, str]) -> None:
    for name in given:
        if name not in known:
            raise AnswersError(f"there is no {kind} {name!r}. Known: {', '.join(known)}.")
