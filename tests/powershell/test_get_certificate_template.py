"""Get-CertificateTemplate.ps1 shows templates as the directory has them, and an unreadable directory is an error."""

from __future__ import annotations

import base64
from collections.abc import Mapping

import pytest

from tests.powershell.area import Case, Outcome, do, run_named
from tests.powershell.certificates import AREAS
from tests.powershell.runner import PowerShell
from wizard.lab.descriptors import DOMAIN, template_descriptor
from wizard.operations.certificates import CertificateTemplate, GetCertificateTemplate, Principal
from wizard.rules.enrollment import may_enroll

DESCRIPTOR = base64.b64encode(template_descriptor([f"{DOMAIN}-1201"], ["S-1-5-11"])).decode()
READ = do(GetCertificateTemplate())


def directory(*templates: Mapping[str, object], **facts: object) -> Case:
    """A forest with these templates."""
    return Case((READ,), {"directory": {"templates": templates, **facts}})


CASES: Mapping[str, Case] = {
    "default": Case((READ,)),
    "none": directory(),
    "two": directory({"name": "WebServer"}, {"name": "WsusTls", "displayName": "WSUS \u00dcbertragung", "days": 365}),
    "old": directory({"name": "Machine", "msPKI-Template-Schema-Version": None, "msPKI-RA-Signature": None,
                      "msPKI-Minimal-Key-Size": None, "msPKI-Certificate-Name-Flag": -2147483647,
                      "pKIExtendedKeyUsage": None, "displayName": None}),
    "strict": directory({"name": "Strict", "msPKI-RA-Signature": 1, "msPKI-Enrollment-Flag": 2,
                         "msPKI-Minimal-Key-Size": 4096, "nTSecurityDescriptor": DESCRIPTOR}),
    "hidden": directory({"name": "Hidden", "nTSecurityDescriptor": None}),
    "unreachable": directory({"name": "WebServer"}, reachable=False),
}  # fmt: skip


@pytest.fixture(scope="module")
def outcomes(german: PowerShell) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    return run_named(german, AREAS, CASES)


def templates(outcomes: Mapping[str, Outcome], name: str) -> tuple[CertificateTemplate, ...]:
    return outcomes[name].runs[0].result(GetCertificateTemplate)


def test_a_template_comes_with_all_that_decides_who_may_use_it(outcomes: Mapping[str, Outcome]) -> None:
    (found,) = templates(outcomes, "default")
    assert (found.name, found.display_name, found.schema_version) == ("WebServer", "Web Server", 1)
    assert (found.name_flags, found.enrollment_flags, found.flags) == (1, 0, 0x10241)
    assert (found.usages, found.minimal_key_size, found.validity_days) == (("1.3.6.1.5.5.7.3.1",), 2048, 730)


def test_its_access_list_comes_through(outcomes: Mapping[str, Outcome]) -> None:
    (found,) = templates(outcomes, "strict")
    assert found.security_descriptor == DESCRIPTOR
    assert may_enroll(found, Principal("WSUS1$", (f"{DOMAIN}-1201",))).allowed
    assert not may_enroll(found, Principal("PC1$", (f"{DOMAIN}-515",))).allowed
    assert (found.ra_signatures, found.enrollment_flags, found.minimal_key_size) == (1, 2, 4096)


def test_absent_attributes_are_what_windows_takes_them_for(outcomes: Mapping[str, Outcome]) -> None:
    (found,) = templates(outcomes, "old")
    assert (found.schema_version, found.ra_signatures, found.minimal_key_size) == (1, 0, 0)
    assert (found.display_name, found.usages) == ("", ())
    assert found.name_flags == 0x80000001, "a flag in the highest bit is no negative number"


def test_a_template_whose_access_list_is_not_shown_cannot_be_judged(outcomes: Mapping[str, Outcome]) -> None:
    (found,) = templates(outcomes, "hidden")
    assert found.security_descriptor == ""
    assert may_enroll(found, Principal("WSUS1$", (f"{DOMAIN}-1201",))).allowed is None


def test_a_list_stays_a_list(outcomes: Mapping[str, Outcome]) -> None:
    assert templates(outcomes, "none") == ()
    assert [(t.name, t.display_name, t.validity_days) for t in templates(outcomes, "two")] == [
        ("WebServer", "Web Server", 730),
        ("WsusTls", "WSUS \u00dcbertragung", 365),
    ]


def test_a_directory_that_cannot_be_read_is_not_empty(outcomes: Mapping[str, Outcome]) -> None:
    error = outcomes["unreachable"].runs[0].failure()
    assert (error.type, error.hresult) == ("COMException", "0x8007203A")
