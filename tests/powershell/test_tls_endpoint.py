"""Test-TlsEndpoint.ps1 against real TLS servers: what is served, by this machine's own verdict, on a new connection."""

from __future__ import annotations

import base64
import ssl
from collections.abc import Iterator, Mapping

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from tests.powershell.area import Case, Outcome, call, run_named
from tests.powershell.endpoints import Issued, closed_port, handshake, says, servers
from tests.powershell.runner import PowerShell, find_powershell
from wizard.operations.iis import TestTlsEndpoint, TlsEndpoint

HOST = "localhost"


class World:
    """An authority that is trusted, one below it, and certificates of both and of others."""

    def __init__(self) -> None:
        self.root = Issued("Trusted Root")
        self.middle = Issued("Issuing", self.root)
        self.good = Issued("good", self.middle, names=[HOST])
        self.renewed = Issued("renewed", self.middle, names=[HOST])
        self.other_name = Issued("other", self.middle, names=["wsus1.contoso.com"])
        self.expired = Issued("expired", self.middle, names=[HOST], days=-5)
        self.stranger = Issued("stranger", Issued("Unknown Root"), names=[HOST])
        self.own = Issued("own", names=[HOST])


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.fixture(scope="module")
def outcomes(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Outcome]]:
    """Every case once, all in one process that trusts the root."""
    folder = tmp_path_factory.mktemp("tls")
    trusting = tmp_path_factory.mktemp("trusted")
    (trusting / "root.pem").write_bytes(world.root.pem)
    environment = {"LANG": "de_DE.UTF-8", "SSL_CERT_FILE": str(trusting / "root.pem"), "SSL_CERT_DIR": str(trusting)}
    powershell = PowerShell(find_powershell(), tmp_path_factory.mktemp("powershell"), environment)
    good = world.good.context(folder, world.middle)
    renewed = world.renewed.context(folder, world.middle)
    with servers() as start:

        def case(port: int, host: str = HOST, times: int = 1) -> Case:
            return Case((call("Test-TlsEndpoint", HostName=host, Port=port),) * times)

        yield run_named(
            powershell,
            [],
            {
                "good": case(start(handshake(good))),
                "tls 1.2": case(
                    start(handshake(world.good.context(folder, world.middle, version=ssl.TLSVersion.TLSv1_2)))
                ),
                "renewed in between": case(start(handshake(good, renewed)), times=3),
                "issuer not sent": case(start(handshake(world.good.context(folder)))),
                "other name": case(start(handshake(world.other_name.context(folder, world.middle)))),
                "expired": case(start(handshake(world.expired.context(folder, world.middle)))),
                "stranger": case(start(handshake(world.stranger.context(folder)))),
                "signed by itself": case(start(handshake(world.own.context(folder)))),
                "speaks http": case(start(says(b"HTTP/1.1 400 Bad Request\r\n\r\n"))),
                "closes": case(start(says(b""))),
                "refused": case(closed_port()),
                "no such name": case(8531, host="x" * 70),
                "no name": case(8531, host=""),
                "name with a break": case(8531, host="localhost\r\nx"),
            },
        )


def endpoint(outcomes: Mapping[str, Outcome], name: str, at: int = 0) -> TlsEndpoint:
    return outcomes[name].runs[at].result(TestTlsEndpoint)


@pytest.mark.parametrize("name", ["good", "tls 1.2"])
def test_a_good_endpoint_is_told_with_its_certificate(outcomes: Mapping[str, Outcome], world: World, name: str) -> None:
    found = endpoint(outcomes, name)
    assert (found.connected, found.handshake, found.name_matches, found.trusted) == (True, True, True, True)
    assert found.thumbprint == world.good.thumbprint
    assert base64.b64decode(found.certificate) == world.good.certificate.public_bytes(Encoding.DER)
    assert found.protocol == "TLSv1.2"
    assert found.error is None


def test_a_list_that_is_out_of_reach_is_named_and_takes_no_trust_away(outcomes: Mapping[str, Outcome]) -> None:
    assert set(endpoint(outcomes, "good").chain_status) <= {"RevocationStatusUnknown", "OfflineRevocation"}


def test_every_run_sees_what_is_served_now(outcomes: Mapping[str, Outcome], world: World) -> None:
    seen = [endpoint(outcomes, "renewed in between", at).thumbprint for at in range(3)]
    assert seen == [world.good.thumbprint, world.renewed.thumbprint, world.renewed.thumbprint]


@pytest.mark.parametrize(
    ("name", "name_matches", "trusted", "status"),
    [
        ("issuer not sent", True, False, "PartialChain"),
        ("other name", False, True, ""),
        ("expired", True, False, "NotTimeValid"),
        ("stranger", True, False, "PartialChain"),
        ("signed by itself", True, False, "UntrustedRoot"),
    ],
)
def test_what_is_wrong_is_told_and_the_handshake_let_through(
    outcomes: Mapping[str, Outcome], name: str, name_matches: bool, trusted: bool, status: str
) -> None:
    found = endpoint(outcomes, name)
    assert (found.handshake, found.name_matches, found.trusted) == (True, name_matches, trusted)
    assert not status or status in found.chain_status
    assert found.thumbprint


@pytest.mark.parametrize("name", ["speaks http", "closes"])
def test_a_failed_handshake_is_no_certificate(outcomes: Mapping[str, Outcome], name: str) -> None:
    found = endpoint(outcomes, name)
    assert (found.connected, found.handshake, found.trusted, found.thumbprint) == (True, False, False, "")
    assert found.error


@pytest.mark.parametrize(("name", "code"), [("refused", "0x8007274D"), ("no such name", ""), ("name with a break", "")])
def test_no_connection_is_told_with_its_code(outcomes: Mapping[str, Outcome], name: str, code: str) -> None:
    found = endpoint(outcomes, name)
    assert (found.connected, found.handshake) == (False, False)
    assert found.error
    assert code in found.error.hresult


def test_no_name_is_refused(outcomes: Mapping[str, Outcome]) -> None:
    outcomes["no name"].runs[0].failure()
