"""Proofs are made against what is really served and really trusted: take that away and they fail."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.lab.conftest import OfScenario
from tests.lab.contoso import FIVE, WSUS, ask
from wizard.lab import pki
from wizard.lab.lab import Lab
from wizard.operations.certificates import GetPersonalCertificate, RemoveCertificate
from wizard.operations.iis import GetSslRequirement, TestHttpEndpoint, TestTlsEndpoint, TlsEndpoint
from wizard.operations.model import OperationError, Role
from wizard.operations.wsus import TestWsusConnection, WsusConnection

MACHINES = (Role.WSUS, Role.SITE, Role.CLIENT)
SERVED = "iis/http_sys/0.0.0.0:8531/certificate_hash"


def tls(lab: Lab, role: Role = Role.SITE, host: str = WSUS, port: int = 8531) -> TlsEndpoint:
    return ask(lab, TestTlsEndpoint(host, port), role)


def api(lab: Lab, use_ssl: bool = True, host: str = WSUS) -> WsusConnection:
    return ask(lab, TestWsusConnection(host, use_ssl, 8531 if use_ssl else 8530), Role.SITE)


def failure(connection: WsusConnection) -> OperationError:
    assert not connection.connected
    assert connection.error
    return connection.error


def test_another_certificate_in_http_sys_is_what_is_served_though_iis_names_the_first(already_secure: Lab) -> None:
    assert api(already_secure).connected
    first = tls(already_secure).thumbprint
    already_secure.set_fact(SERVED, "certificate:web-management")
    seen = tls(already_secure)
    assert seen.thumbprint not in {"", first}
    assert (seen.name_matches, seen.trusted, seen.chain_status) == (False, False, ("UntrustedRoot",))
    assert failure(api(already_secure)).type == "WebException"


def test_without_a_certificate_the_connection_comes_up_and_the_handshake_does_not(first_run: Lab) -> None:
    seen = tls(first_run)
    assert (seen.connected, seen.handshake) == (True, False)
    assert seen.error


def test_a_certificate_removed_from_the_store_is_served_no_more(already_secure: Lab) -> None:
    ask(already_secure, RemoveCertificate(tls(already_secure).thumbprint))
    assert (tls(already_secure).connected, tls(already_secure).handshake) == (True, False)
    assert len(ask(already_secure, GetPersonalCertificate())) == 1


def test_a_certificate_without_its_key_is_not_served(lab_of: OfScenario) -> None:
    lab = lab_of(
        '[[certificates]]\nlabel = "a"\nsubject = "CN=a"\nkey = "broken"\n[iis]\ncertificate = "a"\n'
    )
    assert not tls(lab).handshake
    (stored,) = ask(lab, GetPersonalCertificate())
    assert (stored.has_private_key, stored.key_signs, stored.key_error) == (True, False, "0x80090016")


@pytest.mark.parametrize(
    ("fact", "value"),
    [("iis/sites/1806390885/state", "Stopped"), ("iis/sites/1806390885/bindings/https/information", "*:444:")],
)
def test_nobody_listens_for_a_stopped_site_or_a_line_that_is_gone(already_secure: Lab, fact: str, value: str) -> None:
    assert tls(already_secure).connected
    already_secure.set_fact(fact, value)
    for role in (*MACHINES, Role.HERE):
        assert not tls(already_secure, role).connected
    assert "Unable to connect" in failure(api(already_secure)).text


def test_a_stopped_pool_answers_503_over_both_schemes(already_secure: Lab) -> None:
    already_secure.set_fact("iis/pools/WsusPool/state", "Stopped")
    for use_ssl, port in ((False, 8530), (True, 8531)):
        paths = ("/ClientWebService/client.asmx", "/Content/anonymousCheckFile.txt")
        answers = ask(already_secure, TestHttpEndpoint(WSUS, use_ssl, port, paths), Role.HERE)
        assert [answer.status for answer in answers] == [503, 503]
    assert api(already_secure).http_status == 503


def test_a_machine_that_lacks_the_root_does_not_trust_and_the_others_do(already_secure: Lab) -> None:
    already_secure.set_fact("site_machine/trusts", [])
    assert tls(already_secure, Role.SITE).chain_status == ("PartialChain",)
    assert tls(already_secure, Role.WSUS).trusted
    assert tls(already_secure, Role.CLIENT).trusted
    assert "trust relationship" in failure(api(already_secure)).text


def test_an_intermediate_that_the_server_does_not_send_has_to_be_on_the_machine(already_secure: Lab) -> None:
    already_secure.set_fact("wsus_machine/knows", [])
    assert tls(already_secure, Role.CLIENT).chain_status == ("PartialChain",)
    already_secure.set_fact("client_machine/knows", ["Contoso Issuing CA"])
    assert tls(already_secure, Role.CLIENT).trusted


def test_validity_is_judged_at_the_clock_of_the_lab(already_secure: Lab) -> None:
    already_secure.set_fact("now", f"{already_secure.now() + timedelta(days=299):%Y-%m-%dT%H:%M:%SZ}")
    assert tls(already_secure).trusted
    already_secure.set_fact("now", f"{already_secure.now() + timedelta(days=2):%Y-%m-%dT%H:%M:%SZ}")
    assert tls(already_secure).chain_status == ("NotTimeValid",)


def test_another_name_of_the_server_is_reached_but_not_covered(first_run: Lab, already_secure: Lab) -> None:
    assert tls(already_secure, host="WSUS1").name_matches, "it is on this certificate"
    assert failure(api(already_secure, host="nobody.contoso.com")).text.startswith("The remote name could not be")
    assert tls(already_secure, host="nobody.contoso.com").error


def test_a_port_of_a_machine_without_iis_refuses(first_run: Lab) -> None:
    assert not tls(first_run, host="CM1.contoso.com").connected


def test_ssl_on_the_whole_site_is_inherited_by_what_has_nothing_of_its_own(first_run: Lab) -> None:
    first_run.set_fact("iis/sites/1806390885/own", "Ssl")
    first_run.set_fact("iis/sites/1806390885/places/SelfUpdate/own", "None")
    paths = ("/Content/anonymousCheckFile.txt", "/ClientWebService/client.asmx", "/SelfUpdate/wuident.cab")
    answers = ask(first_run, TestHttpEndpoint(WSUS, False, 8530, paths), Role.WSUS)
    assert [answer.status for answer in answers] == [403, 403, 404]


def test_the_api_needs_the_console_and_somebody_who_may(first_run: Lab) -> None:
    first_run.set_fact("operator/wsus_administrator", "no")
    assert failure(api(first_run, use_ssl=False)).type == "SecurityException"
    first_run.set_fact("site_machine/wsus_console", False)
    assert failure(api(first_run, use_ssl=False)).hresult == "0x80131701"


def test_the_api_of_a_stopped_service_is_no_wsus(first_run: Lab) -> None:
    first_run.set_fact("wsus/service_state", "Stopped")
    assert failure(api(first_run, use_ssl=False)).type == "WsusInvalidServerException"


def test_a_revoked_certificate_is_not_trusted(already_secure: Lab) -> None:
    served = next(c.certificate for c in already_secure.world.store if c.label == "wsus")
    already_secure.set_fact("cas/Contoso Issuing CA/revoked", [f"{pki.serial_number(served):x}"])
    assert tls(already_secure).chain_status == ("Revoked",)


def test_here_says_what_is_served_and_never_that_it_is_trusted(already_secure: Lab) -> None:
    seen = tls(already_secure, Role.HERE)
    assert seen.handshake
    assert seen.name_matches
    assert not seen.trusted


def test_five_services_are_secured_in_the_scenario_that_says_so(already_secure: Lab) -> None:
    places = ask(already_secure, GetSslRequirement()).places
    assert {place.key for place in places if place.own == "Ssl"} == set(FIVE)
    assert {place.effective for place in places if place.key not in FIVE} == {"None"}
