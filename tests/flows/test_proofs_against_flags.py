"""A proof contradicts what is configured: what is served and answered counts, on a connection of its own."""

from __future__ import annotations

import socket
import ssl

from tests.flows.desk import Desk
from wizard.lab.lab import Lab
from wizard.operations.iis import TestTlsEndpoint
from wizard.operations.model import Role

HOST = "WSUS1.contoso.com"
HTTP_SYS = "iis/http_sys/0.0.0.0:8531/certificate_hash"
OTHER = "certificate:web-management"


def section(desk: Desk, key: str, servers: Lab | None = None) -> tuple[int, str, list[str]]:
    """Exit code of check, and a section's status and the codes that it found."""
    ended = desk.run("check", "--json", servers=servers)
    found = next(s for s in ended.data["sections"] if s["key"] == key)
    return ended.code, found["status"], [f["code"] for f in found["findings"]]


def test_a_certificate_other_than_the_configured_one_fails_the_binding(done: Desk) -> None:
    """IIS and http.sys read as wanted; the handshake says otherwise."""
    done.fault("Get-HttpSysBinding", "lies", at=2, times=0)
    assert section(done, "bind")[:2] == (0, "satisfied")
    done.fact(HTTP_SYS, OTHER)
    code, status, codes = section(done, "bind")
    assert (code, status) == (4, "failed")
    assert "bind.serves-other" in codes
    assert done.run("apply", "--json").code == 4


def test_services_that_answer_http_fail_though_their_flags_read_as_set(done: Desk) -> None:
    done.fault("Get-SslRequirement", "lies", at=2, times=0)
    assert section(done, "require-ssl")[:2] == (0, "satisfied")
    for name in ("ApiRemoting30", "ClientWebService"):
        done.fact(f"iis/sites/1806390885/places/{name}/own", "None")
    code, status, codes = section(done, "require-ssl")
    assert (code, status) == (4, "failed")
    assert "require-ssl.still-http" in codes


def test_wsus_that_reads_as_https_but_does_not_answer_is_not_satisfied(done: Desk) -> None:
    done.fact("wsus/service_state", "Stopped")
    code, status, codes = section(done, "configure-wsus")
    assert (code, status) == (4, "failed")
    assert "api.refused" in codes


def test_a_listener_that_is_gone_is_no_answer(done: Desk) -> None:
    done.fact("iis/sites/1806390885/state", "Stopped")
    code, status, codes = section(done, "bind")
    assert (code, status) == (4, "failed")
    assert "bind.no-answer" in codes


def test_a_connection_that_is_kept_and_shows_the_old_certificate_fools_no_proof(done: Desk) -> None:
    with done.servers() as lab:
        address = lab._bench.network.dial(HOST, 8531)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with (
            socket.create_connection(address, timeout=5) as plain,
            context.wrap_socket(plain, server_hostname=HOST) as kept,
        ):
            before = kept.getpeercert(binary_form=True)
            lab.set_fact(HTTP_SYS, OTHER)
            code, status, codes = section(done, "bind", lab)
            kept.sendall(f"GET /Content/ HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
            assert kept.recv(16).startswith(b"HTTP/1.1"), "the kept connection is not alive: it proves nothing"
            assert kept.getpeercert(binary_form=True) == before
            other = next(c.thumbprint for c in lab.world.store if c.label == "web-management")
            assert lab.run(TestTlsEndpoint(HOST, 8531).on(Role.WSUS)).thumbprint == other
        assert (code, status) == (1, "needs-change")
        assert "bind.other-certificate" in codes


def test_a_swapped_certificate_is_put_right_by_a_run_of_its_own(done: Desk) -> None:
    right = next(c.thumbprint for c in done.world.store if c.friendly_name == "WSUS TLS")
    done.fact(HTTP_SYS, OTHER)
    planned = done.run("plan", "--json").data
    assert planned["changes"][0]["operation"] == "Set-SiteBinding"
    ended = done.run("apply", "--plan", planned["digest"])
    assert ended.code == 0, ended.said
    assert done.ask(TestTlsEndpoint(HOST, 8531).on(Role.SITE)).thumbprint == right


def test_a_rebind_plans_no_switch_since_wsus_is_set_to_https_already(done: Desk) -> None:
    done.fact(HTTP_SYS, OTHER)
    planned = done.run("plan", "--json").data
    written = [change["operation"] for change in planned["changes"] if change["unit"] == "switch"]
    assert not written, "a change board is shown a change of the window that changes no value"
    assert planned["gate"] == []


def test_proofs_say_which_machine_they_were_seen_from(done: Desk) -> None:
    sections = {s["key"]: s for s in done.run("check", "--json").data["sections"]}
    seen_from = {f["machine"] for f in sections["console"]["findings"] if f["level"] == "ok"}
    assert seen_from == {"WSUS1.contoso.com", "CM1.contoso.com"}
    for finding in sections["bind"]["findings"]:
        if finding["code"] == "bind.here":
            assert finding["machine"] == "localhost", "what this computer was shown is not the server's word"
