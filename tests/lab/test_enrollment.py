"""Who may enroll, decided by the lab's directory and CA: the counterpart that a wrong rule runs into."""

from __future__ import annotations

import base64

import pytest
from cryptography import x509

from tests.lab.conftest import OfScenario
from tests.lab.contoso import CONFIG, REQUEST, WSUS, ask, bind, enrolled, failing, new_request
from wizard.lab import pki
from wizard.lab.lab import Lab
from wizard.operations.certificates import (
    CertificateRequest,
    GetCertificateRequest,
    GetCertificateTemplate,
    GetCertificationAuthority,
    GetEnrollmentIdentity,
    GetPersonalCertificate,
    InstallCertificate,
    NewCertificateRequest,
    SubmitCertificateRequest,
)

READ_ALL = '{ who = "Authenticated Users", rights = ["read"] }'


def submitted(lab: Lab, as_computer: bool = True, wish: NewCertificateRequest = REQUEST) -> CertificateRequest:
    request = new_request(lab, wish)
    ask(lab, SubmitCertificateRequest(request.public_key, CONFIG, as_computer))
    return ask(lab, GetCertificateRequest())[-1]


def template(*permissions: str, more: str = "") -> str:
    return f"[[templates]]\npermissions = [{', '.join(permissions)}]\n{more}\n"


def test_the_computer_may_enroll_by_its_group_and_the_user_may_not(first_run: Lab) -> None:
    asked_by_user = submitted(first_run, as_computer=False)
    assert (asked_by_user.disposition, asked_by_user.code) == ("denied", "0x80094012")
    issued = submitted(first_run)
    assert (issued.disposition, issued.code, issued.config, issued.request_id) == ("issued", "", CONFIG, "8")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (template(READ_ALL), "0x80094012"),
        (template('{ who = "CONTOSO\\\\WSUS1$", rights = ["enroll"] }', READ_ALL), ""),
        (template('{ who = "Authenticated Users", rights = ["full"] }'), ""),
        (template('{ who = "CONTOSO\\\\CA1$", rights = ["read"] }', '{ who = "Everyone", rights = ["autoenroll"] }'),
         "0x80094012"),
        (template('{ who = "CONTOSO\\\\CA1$", rights = ["read"] }',
                  '{ who = "CONTOSO\\\\WSUS1$", rights = ["enroll"] }'), "0x80094012"),
        (template('{ who = "CONTOSO\\\\WSUS1$", rights = ["read", "enroll"] }'), "0x80094800"),
        (template('{ who = "CONTOSO\\\\Domain Computers", rights = ["enroll"], allow = false }',
                  '{ who = "Everyone", rights = ["read", "enroll"] }'), "0x80094012"),
        (template('{ who = "Everyone", rights = ["read", "enroll"] }',
                  '{ who = "CONTOSO\\\\Domain Computers", rights = ["enroll"], allow = false }'), ""),
        (template('{ who = "Everyone", rights = ["full"] }', more="minimal_key_size = 4096"), "0x80094811"),
        (template('{ who = "Everyone", rights = ["full"] }', more="ra_signatures = 1"), "0x8009480A"),
        ('[[authorities]]\ntemplates = ["Machine"]\n', "0x80094800"),
        ('[[authorities]]\nmay_request = ["CONTOSO\\\\Domain Admins"]\n', "0x80094011"),
    ],
    ids=["read-only", "itself", "full-control", "autoenroll-is-not-enroll", "enroll-without-read", "ca-cannot-read",
         "denied-first", "denied-too-late", "short-key", "needs-signatures", "not-published", "ca-refuses"],
)  # fmt: skip
def test_the_ca_decides_by_lists_and_memberships(lab_of: OfScenario, facts: str, code: str) -> None:
    request = submitted(lab_of(facts))
    assert (request.disposition, request.code) == ("denied" if code else "issued", code)


def test_a_group_in_a_group_counts(lab_of: OfScenario) -> None:
    lab = lab_of(
        '[[groups]]\nname = "CONTOSO\\\\Inner"\nrid = 1301\nmembers = ["CONTOSO\\\\WSUS1$"]\n'
        '[[groups]]\nname = "CONTOSO\\\\Outer"\nrid = 1302\nmembers = ["contoso\\\\inner"]\n'
        + template('{ who = "CONTOSO\\\\Outer", rights = ["enroll"] }', READ_ALL)
    )
    assert submitted(lab).disposition == "issued"
    sids = ask(lab, GetEnrollmentIdentity()).computer.sids
    assert [sid.rpartition("-")[2] for sid in sids] == ["1105", "1301", "1302", "0", "11"]


def test_who_was_denied_may_ask_again_with_the_same_key(first_run: Lab) -> None:
    request = submitted(first_run, as_computer=False)
    ask(first_run, SubmitCertificateRequest(request.public_key, CONFIG, True))
    (again,) = ask(first_run, GetCertificateRequest())
    assert (again.public_key, again.disposition) == (request.public_key, "issued")


def test_a_key_submitted_twice_gets_one_certificate(first_run: Lab) -> None:
    request = submitted(first_run)
    output = ask(first_run, SubmitCertificateRequest(request.public_key, CONFIG, True)).output
    assert output.startswith("RequestId: 7")
    assert [record.disposition for record in first_run.world.database] == ["issued"]


def test_a_template_that_wants_approval_leaves_the_request_pending(lab_of: OfScenario) -> None:
    lab = lab_of(template('{ who = "Everyone", rights = ["full"] }', more="enrollment_flags = 2"))
    request = submitted(lab)
    assert (request.disposition, request.code) == ("pending", "")
    with failing() as failed:
        ask(lab, InstallCertificate(request.public_key, "WSUS TLS"))
    assert failed[0].hresult == "0x80092004"


def test_a_ca_that_does_not_answer_leaves_the_request_unsent(first_run: Lab) -> None:
    request = new_request(first_run)
    first_run.set_fact("authorities/CA1.contoso.com/reachable", False)
    with failing() as failed:
        ask(first_run, SubmitCertificateRequest(request.public_key, CONFIG, True))
    assert failed[0].hresult == "0x800706BA"
    assert ask(first_run, GetCertificateRequest()) == (request,)
    assert request.disposition == ""


def test_the_certificate_says_what_was_asked_for_and_belongs_to_its_key(first_run: Lab) -> None:
    thumbprint = enrolled(first_run)
    assert ask(first_run, GetCertificateRequest()) == ()
    stored = next(c for c in ask(first_run, GetPersonalCertificate()) if c.thumbprint == thumbprint)
    assert (stored.friendly_name, stored.has_private_key, stored.key_signs) == ("WSUS TLS", True, True)
    assert stored.chain_status == ()
    certificate = x509.load_der_x509_certificate(base64.b64decode(stored.raw))
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == [WSUS]
    assert certificate.subject.rfc4514_string() == f"CN={WSUS}"
    assert (certificate.not_valid_after_utc - first_run.now()).days == 730
    issuer = ask(first_run, GetCertificationAuthority())[0]
    certificate.verify_directly_issued_by(x509.load_der_x509_certificate(base64.b64decode(issuer.certificate)))


def test_a_template_that_takes_names_from_the_directory_ignores_those_of_the_request(lab_of: OfScenario) -> None:
    more = "name_flags = 0x18000000\nschema_version = 2"
    lab = lab_of(template('{ who = "Everyone", rights = ["full"] }', more=more))
    request = submitted(lab, wish=NewCertificateRequest("WebServer", "CN=else", ("else.contoso.com",), 2048, ""))
    record = lab.world.database[-1]
    certificate = x509.load_der_x509_certificate(record.certificate)
    assert certificate.subject.rfc4514_string() == f"CN={WSUS}"
    assert request.disposition == "issued"


def test_a_user_has_no_dns_name_for_a_template_that_takes_it_from_the_directory(lab_of: OfScenario) -> None:
    lab = lab_of(template('{ who = "Everyone", rights = ["full"] }', more="name_flags = 0x18000000"))
    assert submitted(lab, as_computer=False).code == "0x8009480F"


def test_the_same_wish_made_twice_is_two_keys_as_certreq_makes_them(first_run: Lab) -> None:
    first = new_request(first_run)
    assert new_request(first_run).public_key != first.public_key


def test_installing_twice_leaves_one_certificate(first_run: Lab) -> None:
    key = submitted(first_run).public_key
    for _ in range(2):
        ask(first_run, InstallCertificate(key, "WSUS TLS"))
    certificates = [pki.certificate_public_key(stored.certificate) for stored in first_run.world.store]
    assert [pki.public_key_hash(spki) for spki in certificates].count(key) == 1


def test_a_template_is_published_with_a_descriptor_for_others_to_judge(first_run: Lab) -> None:
    (found,) = ask(first_run, GetCertificateTemplate())
    assert (found.name, found.name_flags, found.usages) == ("WebServer", 1, ("1.3.6.1.5.5.7.3.1",))
    assert base64.b64decode(found.security_descriptor)[:1] == b"\x01"
    assert "WebServer" in ask(first_run, GetCertificationAuthority())[0].templates


def test_a_session_that_is_not_elevated_has_administrators_for_denials_only(first_run: Lab) -> None:
    assert "S-1-5-32-544" in ask(first_run, GetEnrollmentIdentity()).user.sids
    first_run.set_fact("wsus_machine/elevated", False)
    user = ask(first_run, GetEnrollmentIdentity()).user
    assert "S-1-5-32-544" not in user.sids
    assert user.deny_only_sids == ("S-1-5-32-544",)


def test_a_certificate_that_is_not_there_cannot_be_bound(first_run: Lab) -> None:
    with failing() as failed:
        bind(first_run, "AB" * 20)
    assert failed[0].hresult == "0x80070520"


def test_an_impossible_subject_is_refused(first_run: Lab) -> None:
    with failing():
        ask(first_run, NewCertificateRequest("WebServer", "no name at all", (WSUS,), 2048, ""))
    assert ask(first_run, GetCertificateRequest()) == ()
