"""Get-WsusSetup.ps1 and Invoke-ConfigureSsl.ps1: what WSUS knows of SSL, and how it is told."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.powershell.area import Case, Outcome, Run, State, call, do, run_named
from tests.powershell.runner import PowerShell
from wizard.operations.model import Setting
from wizard.operations.wsus import GetWsusSetup, InvokeConfigureSsl, WsusSetup

AREAS = ("wsus", "pool")
SETUP = "HKLM:\\SOFTWARE\\Microsoft\\Update Services\\Server\\Setup"
NAME = "wsus1.contoso.com"
SECURE: State = {"using_ssl": 1, "port": 8531, "name": NAME}

REFUSED = ("ValidationMetadataException", "ParameterBindingValidationException")
"""How PowerShell refuses a parameter that its declaration does not allow."""

READ = do(GetWsusSetup())
CONFIGURE = do(InvokeConfigureSsl(NAME))


def case(*runs: Run, wsus: State | None = None, **states: State) -> Case:
    """Scripts, and a read behind them, on a WSUS that is like this."""
    return Case((*runs, READ), {**states, "wsus": wsus or {}}, (SETUP,))


def registry(**values: object) -> State:
    """What is in WSUS's key of the registry instead; None for absent."""
    return {"registry": {SETUP: values}}


NO_HOSTS = ("", "-x", "/?", "wsus1.contoso.com --force", "a..b", "a_b", "x" * 64)
CASES: Mapping[str, Case] = {
    "http": case(),
    "https": case(wsus=SECURE),
    "stopped": case(wsus={"service": "Stopped"}),
    "no WSUS": case(wsus={"setup": False, "service": "", "program": False, "update_point": False}),
    "key without WSUS": case(wsus={"service": "", "program": False, "administrators_sid": None, "content": False}),
    "before post-installation": case(wsus={"administrators_sid": None, "content": False}),
    "content on a missing drive": case(base=registry(ContentDir="Q:\\WSUS")),
    "content on a missing share": case(base=registry(ContentDir="\\\\fs1\\wsus")),
    "empty key": case(base=registry(**dict.fromkeys(
        ("TargetDir", "ContentDir", "VersionString", "SqlServerName", "IISTargetWebSiteIndex", "UsingSSL",
         "PortNumber", "WsusAdministratorsSid")))),
    "no program": case(wsus={"program": False}),
    "no update point": case(wsus={"update_point": False}),
    "denied": case(base={"denied": [SETUP]}),
    "services denied": case(base={"services_broken": True}),
    "port is no number": case(base=registry(PortNumber="8530 (http)")),
    "configuressl": case(CONFIGURE),
    "configuressl again": case(CONFIGURE, CONFIGURE),
    "configuressl without a binding": case(CONFIGURE, wsus={"https_port": 0}),
    "configuressl lies": case(CONFIGURE, wsus={"configuressl": "lies"}),
    "configuressl with a strange code": case(CONFIGURE, wsus={"configuressl": "strange"}),
    "configuressl to stderr": case(CONFIGURE, wsus={"configuressl": "stderr"}),
    "configuressl without output": case(CONFIGURE, wsus={"configuressl": "silent"}),
    "configuressl that reads its input": case(CONFIGURE, wsus={"configuressl": "asks"}),
    "configuressl cannot be started": case(CONFIGURE, wsus={"configuressl": "broken"}),
    "configuressl without a program": case(CONFIGURE, wsus={"program": False}),
    "configuressl by the default folder": case(CONFIGURE, base=registry(TargetDir=None)),
    "configuressl denied": case(CONFIGURE, base={"denied": [SETUP]}),
    **{f"configuressl for {name!r}": case(call("Invoke-ConfigureSsl", HostName=name)) for name in NO_HOSTS},
}  # fmt: skip


@pytest.fixture(scope="module")
def outcomes(german: PowerShell) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    return run_named(german, AREAS, CASES)


def read(outcomes: Mapping[str, Outcome], name: str) -> WsusSetup:
    """What is read in the end."""
    return outcomes[name].runs[-1].result(GetWsusSetup)


def ssl(setup: WsusSetup) -> tuple[bool, int, str]:
    """What configuressl writes."""
    return setup.using_ssl, setup.port_number, setup.server_certificate_name


def formers(using_ssl: str, port: str, name: str) -> tuple[Setting, ...]:
    """The three settings as they were."""
    return (
        Setting("wsus/UsingSsl", using_ssl),
        Setting("wsus/PortNumber", port),
        Setting("wsus/ServerCertificateName", name),
    )


# --- Get-WsusSetup


def test_a_healthy_wsus(outcomes: Mapping[str, Outcome]) -> None:
    found = read(outcomes, "http")
    assert (found.role_installed, found.service_state, found.post_install_done) == (True, "Running", True)
    assert (found.site_id, found.sql_server_name, found.version) == (1806390885, "MICROSOFT##WID", "10.0.20348.143")
    assert found.content_folder.endswith("WSUS")
    assert found.content_folder_exists
    assert found.wsusutil_path.endswith("WsusUtil.exe")
    assert found.software_update_point_installed
    assert ssl(found) == (False, 8530, "")
    assert ssl(read(outcomes, "https")) == (True, 8531, NAME)


def test_the_key_alone_does_not_make_a_wsus(outcomes: Mapping[str, Outcome]) -> None:
    found = read(outcomes, "key without WSUS")
    assert (found.role_installed, found.service_state, found.post_install_done) == (False, "", False)
    assert (found.wsusutil_path, found.content_folder_exists) == ("", False)


def test_a_machine_without_wsus_is_no_error(outcomes: Mapping[str, Outcome]) -> None:
    assert read(outcomes, "no WSUS") == WsusSetup(False, "", "", False, "", False, "", 0, "", False, 0, "", False)


def test_a_content_folder_in_the_registry_is_not_yet_one(outcomes: Mapping[str, Outcome]) -> None:
    found = read(outcomes, "before post-installation")
    assert (found.post_install_done, found.content_folder != "", found.content_folder_exists) == (False, True, False)
    assert not read(outcomes, "content on a missing drive").content_folder_exists
    assert not read(outcomes, "content on a missing share").content_folder_exists


def test_absent_values_read_as_nothing(outcomes: Mapping[str, Outcome]) -> None:
    found = read(outcomes, "empty key")
    assert (found.site_id, found.sql_server_name, found.content_folder, found.version) == (0, "", "", "")
    assert ssl(found) == (False, 0, "")
    assert found.wsusutil_path.endswith("WsusUtil.exe"), "not looked for in its default folder"


def test_each_part_is_told_by_itself(outcomes: Mapping[str, Outcome]) -> None:
    assert read(outcomes, "stopped").service_state == "Stopped"
    assert read(outcomes, "no program").wsusutil_path == ""
    assert not read(outcomes, "no update point").software_update_point_installed


@pytest.mark.parametrize(
    ("name", "error", "hresult"),
    [
        ("denied", "SecurityException", "0x8013150A"),
        ("services denied", "Win32Exception", "0x80004005"),
        ("port is no number", "InvalidOperationException", "0x80131509"),
    ],
)
def test_what_cannot_be_read_is_an_error_and_never_absent(
    outcomes: Mapping[str, Outcome], name: str, error: str, hresult: str
) -> None:
    failure = outcomes[name].runs[-1].failure()
    assert (failure.type, failure.hresult) == (error, hresult)


# --- Invoke-ConfigureSsl


def test_configuressl_tells_what_was_before_and_what_it_printed(outcomes: Mapping[str, Outcome]) -> None:
    written = outcomes["configuressl"].runs[0].written()
    assert written.former == formers("0", "8530", "")
    assert (written.output, written.exit_code) == (f"URL: https://{NAME}:8531", 0)
    assert ssl(read(outcomes, "configuressl")) == (True, 8531, NAME)
    assert outcomes["configuressl"].changes == (f"wsusutil configuressl {NAME}",)


def test_configuressl_may_be_run_again(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["configuressl again"].runs[1].written().former == formers("1", "8531", NAME)
    assert ssl(read(outcomes, "configuressl again")) == (True, 8531, NAME)


@pytest.mark.parametrize(
    ("name", "code", "output", "configured"),
    [
        ("configuressl without a binding", 1, "Schwerwiegender Fehler", False),
        ("configuressl lies", 0, "URL: https://", False),
        ("configuressl with a strange code", 87, "URL: https://", True),
        ("configuressl to stderr", 0, "Warnung: Der Dienst antwortet langsam.\nURL: https://", True),
        ("configuressl without output", 0, "", True),
        ("configuressl by the default folder", 0, "URL: https://", True),
    ],
)
def test_output_and_code_come_as_they_are_and_decide_nothing(
    outcomes: Mapping[str, Outcome], name: str, code: int, output: str, configured: bool
) -> None:
    written = outcomes[name].runs[0].written()
    assert written.exit_code == code
    assert written.output.startswith(output)
    assert written.former == formers("0", "8530", "")
    assert read(outcomes, name).using_ssl is configured


def test_configuressl_is_not_left_waiting_for_an_input_that_never_comes(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["configuressl that reads its input"].runs[0].written().exit_code == 0


NOT_BEGUN = ["configuressl without a program", "configuressl denied", "configuressl cannot be started"]


@pytest.mark.parametrize("name", NOT_BEGUN)
def test_what_keeps_configuressl_from_beginning_is_an_error(outcomes: Mapping[str, Outcome], name: str) -> None:
    outcomes[name].runs[0].failure()
    assert outcomes[name].changes == ()


@pytest.mark.parametrize("name", NO_HOSTS)
def test_what_is_no_host_name_never_reaches_the_program(outcomes: Mapping[str, Outcome], name: str) -> None:
    outcome = outcomes[f"configuressl for {name!r}"]
    assert outcome.runs[0].failure().type in REFUSED
    assert outcome.changes == ()
