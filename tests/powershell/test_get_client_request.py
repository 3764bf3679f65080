"""Get-ClientRequest.ps1: a client's requests in the IIS log, by fields that may change; no log is no silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.powershell.area import Case, Outcome, call, do, run_named
from tests.powershell.runner import PowerShell
from wizard.operations.iis_log import ClientRequest, ClientRequests, GetClientRequest

AREAS = ("iis",)
SITE, PC, IPV4, IPV6 = 1806390885, "PC1.contoso.com", "10.0.0.51", "2001:db8::51"
READ = do(GetClientRequest(SITE, PC))
PATH = "/ClientWebService/client.asmx"
FIELDS = (
    "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) "
    "sc-status sc-substatus sc-win32-status time-taken"
)
SOFTWARE = "#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: 2024-05-07 18:00:00\r\n"
HEAD = f"{SOFTWARE}{FIELDS}\r\n"
SHORT = "#Fields: date time cs-uri-stem s-port c-ip sc-status\r\n"
BARE = "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query cs-username c-ip sc-status sc-substatus\r\n"
"""Without the port. What IIS logs by default, and its order: iis-docs, site/logFile."""


def line(
    time: str, address: str = IPV4, path: str = PATH, port: int = 8531, status: str = "200 0", day: str = "2024-05-07"
) -> str:
    """As IIS writes one with its default fields."""
    agent = "Windows-Update-Agent/10.0.10011.16384+Client-Protocol/2.33"
    return f"{day} {time} 10.0.0.10 POST {path} - {port} - {address} {agent} - {status} 0 15\r\n"


def short(time: str, address: str = IPV4, port: int = 8531, status: int = 200) -> str:
    return f"2024-05-07 {time} {PATH} {port} {address} {status}\r\n"


def asked(
    time: str, address: str = IPV4, port: int = 8531, status: int = 200, substatus: int = 0, path: str = PATH
) -> ClientRequest:
    return ClientRequest(f"2024-05-07T{time}Z", address, port, path, status, substatus)


def case(*texts: str | Mapping[str, Any], shape: str = "plain", **log: Any) -> Case:
    """The log with these files, the newest first."""
    files = [
        {"name": f"u_ex24050{9 - number}.log", **(text if isinstance(text, Mapping) else {"text": text})}
        for number, text in enumerate(texts)
    ]
    facts = {"files": files, "names": {PC: [IPV4, IPV6]}, **log}
    return Case((READ,), {"iis": {"log": facts, "shape": shape}})


MANY = [f"{number // 60:02}:{number % 60:02}:00" for number in range(250)]
FILLER = line("18:00:00", "10.0.0.99")
LONG = {"head": HEAD, "repeat": FILLER, "times": 40_000}
"""7 MB: only its end is read, and what the fields are stands before that."""
GOOD = HEAD + line("18:27:09")
WITHOUT_PORT = f"{BARE}2024-05-07 18:00:00 10.0.0.10 POST {PATH} - - {IPV4} 200 0\r\n"

UNREAD: Mapping[str, tuple[Case, str]] = {
    "another format": (case(GOOD, format="NCSA"), "NotSupportedException"),
    "another format by number": (case(GOOD, format="IIS", shape="object"), "NotSupportedException"),
    "switched off": (case(GOOD, enabled=False), "NotSupportedException"),
    "to no file": (case(GOOD, target="ETW"), "NotSupportedException"),
    "to no file by number": (case(GOOD, target="ETW", shape="object"), "NotSupportedException"),
    "no folder": (case(folder=False), "DirectoryNotFoundException"),
    "folder of another site": (case(GOOD, site=1), "DirectoryNotFoundException"),
    "no port": (case(WITHOUT_PORT), "NotSupportedException"),
    "no port any more": (case(GOOD + BARE), "NotSupportedException"),
    "no fields": (case(line("18:27:09")), "FormatException"),
    "no such site": (Case((do(GetClientRequest(4711, PC)),), {"iis": {"log": {"names": {PC: [IPV4]}}}}),
                     "ItemNotFoundException"),
    "nobody to resolve it": (case(GOOD, dns="11002"), "SocketException"),
    "no name": (Case((call("Get-ClientRequest", SiteId=SITE, Computer=""),)), "ValidationMetadataException"),
    "no module": (Case((READ,), {"iis": {"log": {"names": {PC: [IPV4]}}},
                                 "base": {"modules_missing": ["WebAdministration"]}}), "FileNotFoundException"),
}  # fmt: skip
ANSWERED: Mapping[str, tuple[Case, Sequence[ClientRequest]]] = {
    "one": (case(GOOD), [asked("18:27:09")]),
    "shapes": (case(GOOD, shape="object", target="File,ETW"), [asked("18:27:09")]),
    "before IIS 8.5": (case(GOOD, target=""), [asked("18:27:09")]),
    "another folder": (case(GOOD, directory="%SystemDrive%\\Logs for IIS"), [asked("18:27:09")]),
    "a switched-off substatus": (case(SHORT + short("18:27:09")), [asked("18:27:09")]),
    "refused": (case(HEAD + line("18:27:09", port=8530, status="403 4")),
                [asked("18:27:09", port=8530, status=403, substatus=4)]),
    "two files, the oldest first": (
        case(HEAD + line("18:27:09"), HEAD + line("17:00:00"), HEAD + line("16:00:00")),
        [asked("17:00:00"), asked("18:27:09")],
    ),
    "fields change": (
        case(HEAD + line("18:00:00") + SHORT + short("18:01:00", status=401) + HEAD + line("18:02:00")),
        [asked("18:00:00"), asked("18:01:00", status=401), asked("18:02:00")],
    ),
    "a field that was missing before": (
        case(WITHOUT_PORT + GOOD), [asked("18:27:09")]
    ),
    "IPv4 within IPv6": (case(HEAD + line("18:27:09", f"::ffff:{IPV4}")), [asked("18:27:09")]),
    "IPv6": (case(HEAD + line("18:27:09", "2001:0DB8:0::51")), [asked("18:27:09", IPV6)]),
    "IPv6 with an adapter": (
        case(HEAD + line("18:27:09", "fe80::51%4"), names={PC: ["fe80::51%12"]}), [asked("18:27:09", "fe80::51")]
    ),
    "other cases": (case(HEAD + line("18:27:09", path="/CLIENTWEBSERVICE/Client.asmx")),
                    [asked("18:27:09", path="/CLIENTWEBSERVICE/Client.asmx")]),
    "others": (
        case(HEAD + line("18:27:09", "10.0.0.5") + line("18:27:10", "10.0.0.511")
             + line("18:27:11", path="/Content/x.cab")
             + line("18:27:12", path="/x/ClientWebService/client.asmx") + line("18:27:13", path="/ClientWebService")),
        [],
    ),
    "still being written": (case(GOOD + line("18:27:10")[:-20]), [asked("18:27:09")]),
    "cut off": (case(HEAD + line("18:27:08")[:60] + "\r\n" + line("18:27:09")), [asked("18:27:09")]),
    "numbers that are none": (case(HEAD + line("18:27:08", status="- -") + line("18:27:09")), [asked("18:27:09")]),
    "empty newest file": (case("", GOOD), [asked("18:27:09")]),
    "no file yet": (case(), []),
    "another file beside": (case({"name": "x.txt", "text": "?"}, GOOD), [asked("18:27:09")]),
    "the newest hundred": (case(HEAD + "".join(map(line, MANY))), [asked(time) for time in MANY[-100:]]),
    "a long file": (case({**LONG, "text": line("18:27:09")}), [asked("18:27:09")]),
    "a long file whose fields change": (
        case({**LONG, "head": BARE + HEAD, "text": SHORT + short("18:27:09")}), [asked("18:27:09")]
    ),
}  # fmt: skip
CASES: Mapping[str, Case] = {
    **{name: found for name, (found, _) in (*ANSWERED.items(), *UNREAD.items())},
    "unknown": case(GOOD, names={}),
    "a name without an address": case(GOOD, dns="11004"),
}


@pytest.fixture(scope="module")
def outcomes(everywhere: PowerShell) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    return run_named(everywhere, AREAS, CASES)


@pytest.mark.parametrize("name", ANSWERED)
def test_a_clients_requests_to_its_web_service(outcomes: Mapping[str, Outcome], name: str) -> None:
    assert outcomes[name].runs[0].result(GetClientRequest).requests == tuple(ANSWERED[name][1])


def test_the_clients_addresses_are_told(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["one"].runs[0].result(GetClientRequest).addresses == (IPV4, IPV6)
    assert outcomes["others"].runs[0].result(GetClientRequest).addresses == (IPV4, IPV6)


@pytest.mark.parametrize("name", ["unknown", "a name without an address"])
def test_a_name_without_an_address_is_an_answer(outcomes: Mapping[str, Outcome], name: str) -> None:
    assert outcomes[name].runs[0].result(GetClientRequest) == ClientRequests((), ())


@pytest.mark.parametrize("name", UNREAD)
def test_a_log_that_says_nothing_is_an_error_and_never_empty(outcomes: Mapping[str, Outcome], name: str) -> None:
    assert outcomes[name].runs[0].failure().type == UNREAD[name][1]


def test_a_field_that_is_missing_is_named(outcomes: Mapping[str, Outcome]) -> None:
    assert "s-port" in outcomes["no port"].runs[0].failure().text


def test_reading_changes_nothing(outcomes: Mapping[str, Outcome]) -> None:
    assert {outcome.changes for outcome in outcomes.values()} == {()}
