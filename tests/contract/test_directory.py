"""The practice lab and the scripts tell the same of the same templates and certification authorities."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.powershell.area import Case, run
from tests.powershell.area import do as script
from tests.powershell.certificates import AREAS
from tests.powershell.runner import PowerShell, find_powershell
from wizard.lab.facts import EnterpriseCa, Template
from wizard.lab.lab import Lab
from wizard.lab.scenario import Scenario
from wizard.operations.certificates import CertificateTemplate, GetCertificateTemplate, GetCertificationAuthority
from wizard.operations.model import Role

TEMPLATES = (
    # facts/windows.md, 3.1: the built-in WebServer; one of schema version 2 that a manager approves; one for AD names
    Template(),
    Template("WsusTls", "WSUS \u00dcbertragung", oid="1.3.6.1.4.1.311.21.8.1", schema_version=2, enrollment_flags=2,
             minimal_key_size=4096, validity_days=365, ra_signatures=1),
    Template("Machine", "Computer", name_flags=0x18000000, usages=("1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.1")),
)  # fmt: skip
AUTHORITIES = (
    # certreq_1.md: CAHostName\CAName; facts/windows.md, 3.8: one that answers, and one that publishes nothing
    EnterpriseCa(templates=("WebServer", "WsusTls")),
    EnterpriseCa("CA2.contoso.com", "Second CA", reachable=False, templates=()),
)


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    """A lab with these templates and authorities."""
    scenario = Scenario(summary="directory", templates=TEMPLATES, authorities=AUTHORITIES)
    return Lab.create("contract", scenario, tmp_path)


@pytest.fixture
def powershell(tmp_path: Path) -> PowerShell:
    return PowerShell(find_powershell(), tmp_path, {})


def attributes(template: CertificateTemplate) -> Mapping[str, Any]:
    """A template as the directory holds it."""
    return {
        "name": template.name,
        "displayName": template.display_name,
        "days": template.validity_days,
        "flags": template.flags,
        "msPKI-Cert-Template-OID": template.oid,
        "msPKI-Template-Schema-Version": template.schema_version,
        "msPKI-Certificate-Name-Flag": template.name_flags,
        "msPKI-Enrollment-Flag": template.enrollment_flags,
        "msPKI-RA-Signature": template.ra_signatures,
        "msPKI-Minimal-Key-Size": template.minimal_key_size,
        "pKIExtendedKeyUsage": template.usages,
        "nTSecurityDescriptor": template.security_descriptor,
    }


def test_templates_read_alike(lab: Lab, powershell: PowerShell) -> None:
    told = lab.run(GetCertificateTemplate().on(Role.WSUS))
    assert len(told) == len(TEMPLATES)
    state = {"directory": {"templates": [attributes(template) for template in told]}}
    (outcome,) = run(powershell, AREAS, [Case((script(GetCertificateTemplate()),), state)])
    assert outcome.runs[0].result(GetCertificateTemplate) == told


def test_authorities_read_alike(lab: Lab, powershell: PowerShell) -> None:
    told = lab.run(GetCertificationAuthority().on(Role.WSUS))
    names = [authority.config.partition("\\") for authority in told]
    listed = [
        {"name": name, "host": host, "templates": a.templates, "reachable": a.reachable}
        for (host, _, name), a in zip(names, told, strict=True)
    ]
    held = [{**one, "certificates": [a.certificate]} for one, a in zip(listed, told, strict=True)]
    state = {"directory": {"authorities": held}, "certificates": {"authorities": listed}}
    (outcome,) = run(powershell, AREAS, [Case((script(GetCertificationAuthority()),), state)])
    assert outcome.runs[0].result(GetCertificationAuthority) == told
    assert all(base64.b64decode(authority.certificate) for authority in told)
