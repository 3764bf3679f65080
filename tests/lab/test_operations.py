"""Every operation of the catalogue is done in every lab, and what it gives is what its type says."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.lab.contoso import (
    BEST_POOL,
    CONFIG,
    CONFIGURE_SSL,
    ENABLE_SSL,
    REQUEST,
    REQUIRE_SSL,
    SITE_ID,
    WSUS,
    ask,
    failing,
)
from wizard.lab.lab import Lab
from wizard.lab.registry import DOERS
from wizard.operations import certificates, client, host, iis, iis_log, logs, site, topology, wsus
from wizard.operations.catalogue import OPERATIONS
from wizard.operations.logs import Log
from wizard.operations.model import Kind, Operation, Role, Setting, result_type
from wizard.operations.settings import settings_of

SCENARIOS = ("first-run", "already-secure")

READS_AND_PROOFS: tuple[Operation[Any], ...] = (
    host.GetHostFacts(),
    host.GetStrongCrypto(),
    host.GetOperatorRights(),
    wsus.GetWsusSetup(),
    wsus.GetApplicationPool("WsusPool"),
    wsus.TestWsusConnection(WSUS, False, 8530),
    wsus.TestWsusConnection(WSUS, True, 8531),
    certificates.GetPersonalCertificate(),
    certificates.GetCertificationAuthority(),
    certificates.GetCertificateTemplate(),
    certificates.GetEnrollmentIdentity(),
    certificates.GetCertificateRequest(),
    iis.GetSiteBinding(),
    iis.GetHttpSysBinding(),
    iis.GetSslRequirement(),
    iis.TestTlsEndpoint(WSUS, 8531),
    iis.TestHttpEndpoint(WSUS, False, 8530, ("/Content/anonymousCheckFile.txt",)),
    site.GetSoftwareUpdatePoint(),
    site.GetSynchronizationStatus(),
    client.GetClientState(),
    logs.GetLogTail(Log.WCM),
    topology.GetFrontEndServer(),
    iis_log.GetClientRequest(SITE_ID, "PC1.contoso.com"),
)


@pytest.fixture(params=SCENARIOS)
def lab(request: pytest.FixtureRequest) -> Lab:
    found: Lab = request.getfixturevalue(request.param.replace("-", "_"))
    return found


def changes_of(lab: Lab) -> list[Operation[Any]]:
    """Every change once, in an order in which each can be done."""
    ask(lab, REQUEST)
    key = ask(lab, certificates.GetCertificateRequest())[-1].public_key
    thumbprint = ask(lab, certificates.GetPersonalCertificate())[0].thumbprint
    return [
        REQUEST,
        certificates.SubmitCertificateRequest(key, CONFIG, True),
        certificates.InstallCertificate(key, "WSUS TLS"),
        iis.BackupIisConfiguration("before-tls"),
        iis.SetSiteBinding(SITE_ID, 8531, "*:8531:", thumbprint),
        REQUIRE_SSL,
        CONFIGURE_SSL,
        wsus.SetWsusSetup(("UsingSSL", "PortNumber"), ("0", "8530")),
        BEST_POOL,
        ENABLE_SSL,
        site.StartSynchronization(),
        client.StartClientScan(),
        certificates.RemoveCertificateRequest("AB" * 32),
        certificates.RemoveCertificate(thumbprint),
    ]


def test_no_operation_of_the_catalogue_is_missing() -> None:
    assert set(DOERS) == set(OPERATIONS)


def test_each_answer_decodes_to_the_type_that_the_operation_declares(lab: Lab) -> None:
    done = set()
    now = lab.world.wsus
    below = topology.GetDownstreamServer(WSUS, now.using_ssl, now.port_number)
    for operation in (*READS_AND_PROOFS, below, *changes_of(lab)):
        for role in operation.roles:
            if isinstance(operation, logs.GetLogTail) and role is not operation.log.role:
                continue
            answer = ask(lab, operation, role)
            assert msgspec.json.decode(msgspec.json.encode(answer), type=result_type(type(operation))) == answer
        done.add(type(operation))
    assert done == set(OPERATIONS), "an operation is not tried here"


def settings_now(lab: Lab) -> dict[str, str]:
    reads: tuple[Operation[Any], ...] = (
        wsus.GetWsusSetup(),
        wsus.GetApplicationPool("WsusPool"),
        iis.GetSiteBinding(),
        iis.GetHttpSysBinding(),
        iis.GetSslRequirement(),
        site.GetSoftwareUpdatePoint(),
    )
    found: list[Setting] = []
    for operation in reads:
        found += settings_of(ask(lab, operation))
    return {setting.path: str(setting.value) for setting in found}


WRITERS: tuple[Operation[Any], ...] = (
    REQUIRE_SSL,
    iis.SetSslRequirement((".", "Content"), ("Ssl", "None")),
    CONFIGURE_SSL,
    wsus.SetWsusSetup(("UsingSSL", "PortNumber", "ServerCertificateName"), ("1", "8531", "x.contoso.com")),
    wsus.SetApplicationPool("WSUSPOOL", queue_length=4000, restart_minutes=60),
    wsus.SetApplicationPool("WsusPool", 5000, 5, False, 5, 5),
    ENABLE_SSL,
    iis.SetSiteBinding(SITE_ID, 8531, "", ""),
)


@pytest.mark.parametrize("change", WRITERS, ids=lambda change: str(change.name))
def test_former_values_have_the_paths_and_values_that_the_reads_gave_before(lab: Lab, change: Operation[Any]) -> None:
    before = settings_now(lab)
    former = ask(lab, change).former
    assert former
    assert {s.path: s.value for s in former} == {s.path: before.get(s.path, "") for s in former}
    ask(lab, change)
    assert {s.path for s in former} >= {
        path for path, value in settings_now(lab).items() if value != before.get(path, "")
    }, "it changed a setting that it did not tell of"


@pytest.mark.parametrize("change", WRITERS, ids=lambda change: str(change.name))
def test_the_former_values_put_everything_back(lab: Lab, change: Any) -> None:
    before = settings_now(lab)
    former = ask(lab, change).former
    back = (
        site.SetSoftwareUpdatePoint.restoring(former, "PS1")
        if isinstance(change, site.SetSoftwareUpdatePoint)
        else wsus.SetWsusSetup.restoring(former)
        if isinstance(change, wsus.InvokeConfigureSsl)
        else type(change).restoring(former)
    )
    ask(lab, back)
    now = settings_now(lab)
    assert now == before


@pytest.mark.parametrize("change", WRITERS, ids=lambda change: str(change.name))
def test_a_change_that_is_made_twice_writes_once(lab: Lab, change: Operation[Any]) -> None:
    ask(lab, change)
    written: list[str] = []
    lab.on_commit = written.append
    ask(lab, change)
    assert written == []


def test_a_value_of_a_pool_that_is_not_given_stays_as_it_is(first_run: Lab) -> None:
    before = ask(first_run, wsus.GetApplicationPool("WsusPool"))
    ask(first_run, wsus.SetApplicationPool("WsusPool", pinging_enabled=False))
    now = ask(first_run, wsus.GetApplicationPool("WsusPool"))
    assert now == msgspec.structs.replace(before, pinging_enabled=False) != before
    assert ask(first_run, wsus.GetApplicationPool("DefaultAppPool")).pinging_enabled, "another pool is left alone"


def test_a_pool_that_there_is_not_cannot_be_written(first_run: Lab) -> None:
    with failing() as errors:
        ask(first_run, wsus.SetApplicationPool("OtherPool", 2000))
    assert errors[0].type == "ItemNotFoundException"


def test_every_kind_of_operation_is_tried() -> None:
    assert {operation.kind for operation in READS_AND_PROOFS} == {Kind.READ, Kind.PROOF}


def test_the_wsus_site_has_its_nine_children_beside_the_default_web_site(first_run: Lab) -> None:
    default, ours = ask(first_run, iis.GetSiteBinding())
    assert (default.id, default.name) == (1, "Default Web Site")
    assert ours.id == ask(first_run, wsus.GetWsusSetup()).site_id
    assert {child.name: child.is_application for child in ours.children} == {
        "ApiRemoting30": True,
        "ClientWebService": True,
        "Content": False,
        "DssAuthWebService": True,
        "Inventory": True,
        "ReportingWebService": True,
        "SelfUpdate": False,
        "ServerSyncWebService": True,
        "SimpleAuthWebService": True,
    }
    assert [(b.protocol, b.information, b.certificate_hash) for b in ours.bindings] == [
        ("http", "*:8530:", ""),
        ("https", "*:8531:", ""),
    ]


def test_the_lab_tells_who_and_where_it_is(first_run: Lab) -> None:
    assert (first_run.name, first_run.arguments) == ("lab:first-run", "--lab first-run")
    assert first_run.title == "practice lab first-run: WSUS1.contoso.com"
    assert [first_run.machine(role) for role in (Role.WSUS, Role.SITE, Role.CLIENT)] == [
        "WSUS1.contoso.com",
        "CM1.contoso.com",
        "PC1.contoso.com",
    ]
