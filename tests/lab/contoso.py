"""What the tests of the lab do over and over: the steps of the whole job, by operations alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar

import pytest

from wizard.lab.lab import Lab
from wizard.operations.certificates import (
    CertificateRequest,
    GetCertificateRequest,
    InstallCertificate,
    NewCertificateRequest,
    SubmitCertificateRequest,
)
from wizard.operations.client import StartClientScan
from wizard.operations.iis import SetSiteBinding, SetSslRequirement
from wizard.operations.model import Operation, OperationError, OperationFailed, Role, Written
from wizard.operations.site import SetSoftwareUpdatePoint, StartSynchronization
from wizard.operations.wsus import InvokeConfigureSsl, SetApplicationPool

R = TypeVar("R")

WSUS = "WSUS1.contoso.com"
CONFIG = "CA1.contoso.com\\Contoso Issuing CA"
SITE_ID = 1806390885
FIVE = ("ApiRemoting30", "ClientWebService", "DssAuthWebService", "ServerSyncWebService", "SimpleAuthWebService")

REQUEST = NewCertificateRequest("WebServer", f"CN={WSUS}", (WSUS,), 2048, "WSUS TLS")
REQUIRE_SSL = SetSslRequirement(FIVE, ("Ssl",) * 5)
CONFIGURE_SSL = InvokeConfigureSsl(WSUS)
BEST_POOL = SetApplicationPool("WsusPool", 2000, 0, False, 0, 0)
ENABLE_SSL = SetSoftwareUpdatePoint("PS1", WSUS, True)


def ask(lab: Lab, operation: Operation[R], role: Role | None = None) -> R:
    """An operation on the first of its roles, or the one named."""
    return lab.run(operation.on(role or operation.roles[0]))


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def new_request(lab: Lab, wish: NewCertificateRequest = REQUEST) -> CertificateRequest:
    """A request made, as the server tells of it."""
    ask(lab, wish)
    return ask(lab, GetCertificateRequest())[-1]


def enrolled(lab: Lab) -> str:
    """Thumbprint of a certificate requested, issued and installed."""
    key = new_request(lab).public_key
    ask(lab, SubmitCertificateRequest(key, CONFIG, True))
    ask(lab, InstallCertificate(key, "WSUS TLS"))
    return next(stored.thumbprint for stored in lab.world.store if stored.friendly_name == "WSUS TLS")


def bind(lab: Lab, thumbprint: str) -> Written:
    return ask(lab, SetSiteBinding(SITE_ID, 8531, "*:8531:", thumbprint))


def switched(lab: Lab) -> None:
    """Everything up to the software update point's flag, and WCM's round behind it."""
    bind(lab, enrolled(lab))
    for change in (REQUIRE_SSL, CONFIGURE_SSL, ENABLE_SSL):
        ask(lab, change)
    lab.pause(minutes(2))


def synchronized(lab: Lab) -> None:
    ask(lab, StartSynchronization())
    lab.pause(minutes(45))


def scanned(lab: Lab) -> None:
    ask(lab, StartClientScan())
    lab.pause(minutes(4))


@contextmanager
def failing() -> Iterator[list[OperationError]]:
    """The operation inside fails; its error is the one item of what this gives."""
    found: list[OperationError] = []
    with pytest.raises(OperationFailed) as caught:
        yield found
    found.append(caught.value.error)


class Killed(BaseException):
    """The process ends here, as if by kill -9."""


def killing_at(number: int) -> Any:
    """A hook that kills before the nth value is written."""
    left = [number]

    def hook(what: str) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Killed(what)

    return hook
