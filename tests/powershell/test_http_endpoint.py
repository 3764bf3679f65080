"""Test-HttpEndpoint.ps1 against real servers: each path on a connection of its own, every status an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from tests.powershell.area import Case, Outcome, call, run_named
from tests.powershell.endpoints import Issued, answer, closed_port, handshake, says, servers
from tests.powershell.runner import PowerShell, find_powershell
from wizard.operations.iis import HttpAnswer, TestHttpEndpoint

STATUSES = (200, 302, 401, 403, 404, 500, 503)
ODD = ("/a b", "/\u00fc/x?y=%20&z='", "Content/", "/x\r\nHost: evil", "/\u2019$(1)", "/*")
SENT = ("/a%20b", "/%C3%BC/x?y=%20&z='", "/Content/", "/x%0D%0AHost:%20evil", "/%E2%80%99$(1)", "/*")


@pytest.fixture(scope="module")
def asked() -> dict[str, list[str]]:
    """Requests that servers got, by name."""
    return {"odd": [], "two": [], "secure": []}


@pytest.fixture(scope="module")
def outcomes(asked: dict[str, list[str]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Outcome]]:
    """Every case once, all in one process, which has a proxy that nobody answers at."""
    folder = tmp_path_factory.mktemp("http")
    proxy = f"http://127.0.0.1:{closed_port()}"
    environment = {"LANG": "de_DE.UTF-8", "http_proxy": proxy, "https_proxy": proxy}
    powershell = PowerShell(find_powershell(), tmp_path_factory.mktemp("powershell"), environment)
    context = Issued("nobody trusts this", names=["elsewhere.contoso.com"]).context(folder)
    with servers() as start:

        def case(port: int, *paths: str, use_ssl: bool = False, host: str = "localhost") -> Case:
            return Case((call("Test-HttpEndpoint", HostName=host, UseSsl=use_ssl, Port=port, Path=list(paths)),))

        moved = answer(302, more="Location: http://localhost:1/\r\n")
        cases = {f"http {s}": case(start(moved if s == 302 else answer(s)), "/") for s in STATUSES}
        cases |= {f"https {s}": case(start(answer(s, context)), "/", use_ssl=True) for s in STATUSES}
        cases |= {
            "two": case(start(answer(200, asked=asked["two"])), "/one", "/two"),
            "two, secure": case(start(answer(200, context, asked["secure"])), "/one", "/two", use_ssl=True),
            "odd": case(start(answer(200, asked=asked["odd"])), *ODD),
            "no path": case(closed_port()),
            "refused": case(closed_port(), "/one", "/two"),
            "no answer": case(start(says(b"")), "/"),
            "not http": case(start(says(b"220 mail.contoso.com ESMTP\r\n")), "/"),
            "http to a tls port": case(start(handshake(context)), "/"),
            "https to an http port": case(start(answer(200)), "/", use_ssl=True),
            "short answer": case(start(says(b"HTTP/1.0 204\r\n\r\n")), "/"),
            "name with a break": case(80, "/", host="localhost\r\nx"),
        }
        yield run_named(powershell, [], cases)


def answers(outcomes: Mapping[str, Outcome], name: str) -> tuple[HttpAnswer, ...]:
    return outcomes[name].runs[0].result(TestHttpEndpoint)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("status", STATUSES)
def test_every_status_is_an_answer(outcomes: Mapping[str, Outcome], scheme: str, status: int) -> None:
    assert answers(outcomes, f"{scheme} {status}") == (HttpAnswer("/", status),)


@pytest.mark.parametrize(("name", "server"), [("two", "two"), ("two, secure", "secure")])
def test_each_path_has_a_connection_of_its_own(
    outcomes: Mapping[str, Outcome], asked: Mapping[str, list[str]], name: str, server: str
) -> None:
    # The servers keep a connection open, and would serve there what they served before.
    assert answers(outcomes, name) == (HttpAnswer("/one", 200), HttpAnswer("/two", 200))
    assert [request.split(" ")[1] for request in asked[server]] == ["/one", "/two"]
    assert all("Authorization" not in request for request in asked[server])


def test_a_path_is_data_and_comes_back_as_it_was(
    outcomes: Mapping[str, Outcome], asked: Mapping[str, list[str]]
) -> None:
    assert tuple(found.path for found in answers(outcomes, "odd")) == ODD
    assert tuple(request.split(" ")[1] for request in asked["odd"]) == SENT
    assert all(request.count("Host:") - request.split("\r\n")[0].count("Host:") == 1 for request in asked["odd"])


@pytest.mark.parametrize(
    ("name", "paths", "error"),
    [
        ("refused", ("/one", "/two"), "0x8007274D"),
        ("no answer", ("/",), "EndOfStreamException"),
        ("not http", ("/",), "ProtocolViolationException"),
        ("http to a tls port", ("/",), ""),
        ("https to an http port", ("/",), ""),
        ("name with a break", ("/",), ""),
    ],
)
def test_no_answer_is_told_with_its_reason(
    outcomes: Mapping[str, Outcome], name: str, paths: tuple[str, ...], error: str
) -> None:
    found = answers(outcomes, name)
    assert tuple((a.path, a.status) for a in found) == tuple((path, 0) for path in paths)
    for one in found:
        assert one.error
        assert error in {"", one.error.hresult, one.error.type}


def test_a_line_without_words_is_an_answer_too(outcomes: Mapping[str, Outcome]) -> None:
    assert answers(outcomes, "short answer") == (HttpAnswer("/", 204),)


def test_no_path_is_an_empty_list(outcomes: Mapping[str, Outcome]) -> None:
    assert answers(outcomes, "no path") == ()
