"""Questions of the role `here` are answered by this computer, over the network it is given."""

from __future__ import annotations

import socket

import pytest

from tests.probes.servers import Certificate, Serve, request_on
from wizard.operations import iis
from wizard.operations.model import Question, Role, Unreachable
from wizard.probes.target import HereProbes, as_named

TLS = iis.TestTlsEndpoint("WSUS1.contoso.com", 8531)
HTTP = iis.TestHttpEndpoint("WSUS1.contoso.com", False, 8530, ("/Content/", "/SelfUpdate/"))


def leading_to(port: int, dialled: list[tuple[str, int]]) -> HereProbes:
    """Probes on a network whose every name is one port of this computer."""

    def dial(host: str, wanted: int) -> tuple[str, int]:
        dialled.append((host, wanted))
        return "127.0.0.1", port

    return HereProbes(dial)


def test_a_handshake_goes_where_the_name_and_port_lead(serve: Serve, certificate: Certificate) -> None:
    dialled: list[tuple[str, int]] = []
    seen = leading_to(serve(certificate.shake_hands), dialled).run(TLS.on(Role.HERE))
    assert (seen.thumbprint, seen.name_matches) == (certificate.thumbprint, True)
    assert dialled == [("WSUS1.contoso.com", 8531)]


def test_paths_are_asked_where_the_name_and_port_lead(serve: Serve) -> None:
    def answer(connection: socket.socket) -> None:
        path = request_on(connection).split()[1]
        connection.sendall(b"HTTP/1.1 %d -\r\nContent-Length: 0\r\n\r\n" % (200 if path == b"/Content/" else 403))

    dialled: list[tuple[str, int]] = []
    answered = leading_to(serve(answer), dialled).run(HTTP.on(Role.HERE))
    assert [(a.path, a.status) for a in answered] == [("/Content/", 200), ("/SelfUpdate/", 403)]
    assert dialled == [("WSUS1.contoso.com", 8530)]


def test_a_name_that_leads_nowhere_is_an_answer() -> None:
    def nowhere(host: str, port: int) -> tuple[str, int]:
        raise socket.gaierror(socket.EAI_NONAME, "no such host")

    probes = HereProbes(nowhere)
    seen, answered = probes.run(TLS.on(Role.HERE)), probes.run(HTTP.on(Role.HERE))
    errors = [seen.error, *(answer.error for answer in answered)]
    assert [error.type if error else "" for error in errors] == ["NameNotResolved"] * 3
    assert not seen.connected


def test_a_real_network_is_dialled_as_named() -> None:
    assert as_named("wsus1.contoso.com", 8531) == ("wsus1.contoso.com", 8531)


@pytest.mark.parametrize("question", [TLS.on(Role.WSUS), HTTP.on(Role.SITE), Question(iis.GetSiteBinding(), Role.HERE)])
def test_what_is_not_done_by_this_computer_is_not_pretended(question: Question[object]) -> None:
    with pytest.raises(Unreachable):
        HereProbes(lambda host, port: pytest.fail("nobody is to be dialled")).run(question)
