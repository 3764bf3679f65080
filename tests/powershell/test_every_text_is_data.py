"""What comes in as a text parameter stays data, whatever it looks like: every one of every script of the catalogue."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.powershell.area import Answer, Case, Outcome, Run, call, do, run
from tests.powershell.certificates import CONFIG, WISH, certificate, key_hash, private, rsa_key, stored
from tests.powershell.endpoints import closed_port
from tests.powershell.runner import PowerShell
from tests.powershell.texts import CODE, TEXT
from wizard.operations.catalogue import catalogue
from wizard.operations.certificates import GetPersonalCertificate
from wizard.operations.wsus import GetWsusSetup

AREAS = ("host", "directory", "certificates", "iis", "wsus", "pool", "site", "logs")
WSUS, SITE_ID, PORT = "wsus1.contoso.com", 1806390885, closed_port()
KEY = key_hash(rsa_key())
MADE = stored(certificate(rsa_key(), WSUS), rsa_key())
REQUEST = {"Template": "WebServer", "Subject": "CN=x", "DnsName": ["x"], "KeyLength": 2048, "FriendlyName": ""}
SUBMIT = {"PublicKey": KEY, "Config": CONFIG, "AsComputer": True}
BINDING = {"SiteId": SITE_ID, "Port": 8531, "Information": "*:8531:", "Thumbprint": ""}


class End(enum.Enum):
    """What becomes of a text that a script does not know."""

    REFUSED = enum.auto()
    """It is never let in."""
    UNKNOWN = enum.auto()
    """Nothing has that name: the error names it, unchanged."""
    KEPT = enum.auto()
    """It is written or given back, unchanged, unless it is refused for what could end a line of a file."""
    ANSWERED = enum.auto()
    """Nothing is there, and that is the answer."""


class Place(msgspec.Struct, frozen=True):
    """A parameter, and what makes a call of the script that is fine but for it."""

    end: End
    parameters: Mapping[str, Any]
    wrap: Callable[[str], str] = str
    """Puts a text into one that has the form the parameter must have."""
    before: tuple[Run, ...] = ()
    read: tuple[Run, ...] = ()
    """What shows it afterwards."""
    store: bool = False
    """The server has a certificate already."""


def quoted(text: str) -> str:
    return 'CN="' + text.replace('"', '""') + '"'


def refused(text: str) -> str:
    """A space and a quote are in no name, code or number."""
    return text + ' "'


def line(text: str) -> str:
    """The line of a binding with this host name."""
    return "*:8531:" + re.sub(r"[\s:\x00-\x20\x7f]", "-", text)


def config(text: str) -> str:
    """The place of a certification authority with this name."""
    return "CA1.contoso.com\\" + re.sub(r'[\\"\x00-\x1f\x7f]', "-", text)


def no_host(text: str) -> str:
    """Too long for a host's name, so that nobody is asked for it."""
    return text + "x" * 70


PLACES: Mapping[tuple[str, str], Place] = {
    ("Get-ApplicationPool", "Pool"): Place(End.UNKNOWN, {}),
    ("Set-ApplicationPool", "Pool"): Place(End.UNKNOWN, {"QueueLength": 2000}),
    ("Test-WsusConnection", "HostName"): Place(End.REFUSED, {"UseSsl": True, "Port": 8531}),
    ("Get-DownstreamServer", "HostName"): Place(End.REFUSED, {"UseSsl": True, "Port": 8531}),
    ("Invoke-ConfigureSsl", "HostName"): Place(End.REFUSED, {}),
    ("Set-WsusSetup", "ValueName"): Place(End.REFUSED, {"Value": ["x"]}),
    ("Set-WsusSetup", "Value"): Place(End.KEPT, {"ValueName": ["ServerCertificateName"]}, read=(do(GetWsusSetup()),)),
    ("New-CertificateRequest", "Template"): Place(End.KEPT, REQUEST),
    ("New-CertificateRequest", "Subject"): Place(End.KEPT, REQUEST, quoted),
    ("New-CertificateRequest", "DnsName"): Place(End.REFUSED, REQUEST),
    ("New-CertificateRequest", "FriendlyName"): Place(End.KEPT, REQUEST),
    ("Submit-CertificateRequest", "PublicKey"): Place(End.REFUSED, SUBMIT),
    ("Submit-CertificateRequest", "Config"): Place(End.KEPT, SUBMIT, config, (do(WISH),)),
    ("Install-Certificate", "PublicKey"): Place(End.REFUSED, {"FriendlyName": ""}),
    ("Install-Certificate", "FriendlyName"): Place(
        End.KEPT, {"PublicKey": KEY}, read=(do(GetPersonalCertificate()),), store=True
    ),
    ("Remove-CertificateRequest", "PublicKey"): Place(End.REFUSED, {}),
    ("Remove-Certificate", "Thumbprint"): Place(End.REFUSED, {}, store=True),
    ("Set-SiteBinding", "Information"): Place(End.KEPT, BINDING, line),
    ("Set-SiteBinding", "Thumbprint"): Place(End.REFUSED, BINDING),
    ("Set-SslRequirement", "Place"): Place(End.UNKNOWN, {"Flags": ["Ssl"]}),
    ("Set-SslRequirement", "Flags"): Place(End.REFUSED, {"Place": ["Content"]}),
    ("Backup-IisConfiguration", "BackupName"): Place(End.REFUSED, {}),
    ("Test-TlsEndpoint", "HostName"): Place(End.ANSWERED, {"Port": PORT}, no_host),
    ("Test-HttpEndpoint", "HostName"): Place(End.ANSWERED, {"UseSsl": False, "Port": PORT, "Path": ["/"]}, no_host),
    ("Test-HttpEndpoint", "Path"): Place(End.KEPT, {"HostName": "localhost", "UseSsl": False, "Port": PORT}),
    ("Set-SoftwareUpdatePoint", "SiteCode"): Place(End.REFUSED, {"HostName": WSUS, "EnableSsl": True}),
    ("Set-SoftwareUpdatePoint", "HostName"): Place(End.UNKNOWN, {"SiteCode": "PS1", "EnableSsl": True}),
    ("Get-LogTail", "Log"): Place(End.REFUSED, {}),
    ("Get-ClientRequest", "Computer"): Place(End.ANSWERED, {"SiteId": SITE_ID}, no_host),
}
LISTS = {(entry.name, field.name) for entry in catalogue() for field in entry.parameters if field.type == "string[]"}
TEXTS = {
    (entry.name, field.name)
    for entry in catalogue()
    for field in entry.parameters
    if field.type not in {"number", "number?", "switch", "switch?"}
}


def test_every_text_parameter_of_the_catalogue_is_here() -> None:
    assert set(PLACES) == TEXTS


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Tells whether a text has run as code."""
    path = tmp_path_factory.mktemp("canary") / "canary.ps1"
    path.write_text("[pscustomobject] @{ Ran = [bool] $global:Ran }", encoding="ascii")
    return Run(str(path))


def check(powershell: PowerShell, canary: Run, texts: Mapping[tuple[str, str], list[str]]) -> None:
    """Every text through its parameter, all in one process."""
    tried: list[tuple[tuple[str, str], list[str]]] = []
    for key, many in texts.items():
        place = PLACES[key]
        given = [refused(text) if place.end is End.REFUSED else place.wrap(text) for text in many]
        # What is not kept leaves the server as it was, to the next text, too.
        tried += [(key, [text]) for text in given] if place.end is End.KEPT else [(key, given)]
    *outcomes, last = run(powershell, AREAS, [*(_case(*one) for one in tried), Case((canary,))])
    assert last.runs[0].output == '{"Ran":false}', "a text has run"
    for (key, given), outcome in zip(tried, outcomes, strict=True):
        before = len(PLACES[key].before)
        for text, answer in zip(given, outcome.runs[before : before + len(given)], strict=True):
            _judge(key, text, answer, outcome)


def _case(key: tuple[str, str], texts: list[str]) -> Case:
    place, (script, parameter) = PLACES[key], key
    values = [[text] if key in LISTS else text for text in texts]
    runs = [call(script, **{**place.parameters, parameter: value}) for value in values]
    certificates = {"store": [MADE]} if place.store else {"key": private(rsa_key())}
    return Case((*place.before, *runs, *place.read), {"certificates": certificates})


def _judge(key: tuple[str, str], text: str, answer: Answer, outcome: Outcome) -> None:
    place, error = PLACES[key], answer.error
    end, told = place.end, f"{key} with {text!r}: {answer}"
    if end is End.REFUSED or (error and end is End.KEPT):
        assert error, told
        assert error.type == "ValidationMetadataException", told
        assert end is End.REFUSED or not text.isprintable(), told
    if end is End.UNKNOWN:
        assert error, told
        assert f"'{text}'" in error.text, told
    if error or end is End.ANSWERED:
        assert len(outcome.changes) == len(place.before), told
    if end is End.KEPT and not error:
        seen = [*outcome.changes, *(one for run in outcome.runs for one in _texts(msgspec.json.decode(run.output)))]
        assert any(text in one for one in seen), f"{told} {outcome.changes}"


def _texts(value: Any) -> list[str]:
    """All texts in a value."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in _texts(one)]


def test_text_that_looks_like_code_is_data(english: PowerShell, canary: Run) -> None:
    check(english, canary, {key: list(CODE) for key in PLACES})


@settings(max_examples=1, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(texts=st.fixed_dictionaries({key: st.lists(TEXT, min_size=1, max_size=1) for key in PLACES}))
def test_any_text_is_data(english: PowerShell, canary: Run, texts: Mapping[tuple[str, str], list[str]]) -> None:
    check(english, canary, texts)
