"""Get-HostFacts.ps1, Get-StrongCrypto.ps1 and Get-OperatorRights.ps1: the machine, and who is asking."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from tests.powershell.area import Case, Outcome, State, do, run_named
from tests.powershell.runner import HERE, PowerShell
from wizard.operations.host import (
    GetHostFacts,
    GetOperatorRights,
    GetStrongCrypto,
    HostFacts,
    OperatorRights,
    RegistryValue,
)

AREAS = ("host", "wsus", "rights")
OPERATOR = "S-1-5-21-3623811015-3361044348-30300820-1604"
WSUS_ADMINISTRATORS = "S-1-5-21-3623811015-3361044348-30300820-1010"
NET4 = "SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319"
SETUP = "HKLM:\\SOFTWARE\\Microsoft\\Update Services\\Server\\Setup"
PLAIN_USER = {"elevated": False, "administrator": False}


def role(*ids: str, sid: str = OPERATOR) -> State:
    """The site's administrators: one, with these roles."""
    return {"admins": [{"sid": sid, "roles": ids, "names": [f"name of {i}" for i in ids]}]}


def host(**facts: object) -> Case:
    """Get-HostFacts on a machine that is like this."""
    return Case((do(GetHostFacts()),), {"host": facts})


def crypto(base: State | None = None, **facts: object) -> Case:
    """Get-StrongCrypto on a machine that is like this."""
    return Case((do(GetStrongCrypto()),), {"host": facts, "base": base or {}})


def rights(**states: State) -> Case:
    """Get-OperatorRights in these circumstances."""
    return Case((do(GetOperatorRights()),), states)


CASES: Mapping[str, Case] = {
    "contoso": host(),
    "long name": host(name="WSUSSERVER-BERLI.contoso.com", dns_host_name="wsusserver-berlin-01"),
    "workgroup": host(domain="WORKGROUP", part_of_domain=False),
    "German": host(system="Microsoft Windows Server 2019 Standard Evaluation \u00e4\u00f6\u00fc"),
    "not elevated": host(elevated=False),
    "no administrator": host(**PLAIN_USER),
    "by whoami": host(identity_broken=True),
    "by whoami, not elevated": host(identity_broken=True, elevated=False),
    "by whoami, no administrator": host(identity_broken=True, **PLAIN_USER),
    "nobody tells": host(identity_broken=True, whoami_broken=True),
    "no WMI": host(cim_broken=True),
    "set": crypto(),
    "off": crypto(strong_crypto="0"),
    "absent": crypto(strong_crypto=""),
    "one absent": crypto({"registry": {f"HKLM:\\{NET4}": {"SchUseStrongCrypto": None}}}),
    "one as text": crypto({"registry": {f"HKLM:\\{NET4}": {"SchUseStrongCrypto": "1"}}}),
    "crypto denied": crypto({"denied": [f"HKLM:\\{NET4}"]}),
    "rights": rights(),
    "WSUS Administrators": rights(host={**PLAIN_USER, "groups": [WSUS_ADMINISTRATORS]}),
    "WSUS Administrators as text": rights(
        host={**PLAIN_USER, "groups": [WSUS_ADMINISTRATORS]}, wsus={"sid_as_bytes": False}
    ),
    "neither": rights(host=PLAIN_USER),
    "administrator without elevation": rights(host={"elevated": False}),
    "not post-installed": rights(host=PLAIN_USER, wsus={"administrators_sid": None}),
    "no WSUS": rights(wsus={"setup": False}),
    "set-up denied": rights(base={"denied": [SETUP]}),
    "by whoami, rights": rights(host={"identity_broken": True}),
    "infrastructure": rights(rights=role("SMS000BR")),
    "operations": rights(rights=role("SMS0002R", "SMS000ER")),
    "by a group": rights(host={"groups": ["S-1-5-21-9-9-9-500"]}, rights=role("SMS0001R", sid="S-1-5-21-9-9-9-500")),
    "analyst": rights(rights=role("SMS0002R", "SMS000CR")),
    "a role of their own": rights(rights=role("SMS0002R", "PS100001")),
    "no role seen": rights(rights={"admins": []}),
    "administrators denied": rights(rights={"denied": True}),
    "no provider": rights(rights={"sms": False}),
    "provider elsewhere": rights(rights={"provider": "SQL1.contoso.com"}),
}


@pytest.fixture(scope="module")
def outcomes(german: PowerShell) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    return run_named(german, AREAS, CASES)


def facts(outcomes: Mapping[str, Outcome], name: str) -> HostFacts:
    """What Get-HostFacts gives."""
    return outcomes[name].runs[0].result(GetHostFacts)


def values(outcomes: Mapping[str, Outcome], name: str) -> tuple[RegistryValue, ...]:
    """What Get-StrongCrypto gives."""
    return outcomes[name].runs[0].result(GetStrongCrypto)


def may(outcomes: Mapping[str, Outcome], name: str) -> OperatorRights:
    """What Get-OperatorRights gives."""
    return outcomes[name].runs[0].result(GetOperatorRights)


def test_the_machine_says_who_it_is(outcomes: Mapping[str, Outcome]) -> None:
    found = facts(outcomes, "contoso")
    assert (found.computer_name, found.domain, found.part_of_domain) == ("WSUS1", "contoso.com", True)
    assert (found.fqdn, found.user) == ("wsus1.contoso.com", "CONTOSO\\operator")
    assert (found.build, found.language_mode, found.is_64_bit) == ("20348", "FullLanguage", True)
    assert found.culture[2:3] == "-", "no name of a culture"


def test_the_whole_name_comes_from_dns_and_not_from_netbios(outcomes: Mapping[str, Outcome]) -> None:
    assert facts(outcomes, "long name").computer_name == "WSUSSERVER-BERLI"
    assert facts(outcomes, "long name").fqdn == "wsusserver-berlin-01.contoso.com"


def test_a_workgroup_is_no_domain(outcomes: Mapping[str, Outcome]) -> None:
    found = facts(outcomes, "workgroup")
    assert (found.domain, found.part_of_domain, found.fqdn) == ("WORKGROUP", False, "wsus1")


def test_the_systems_caption_comes_through_in_its_language(outcomes: Mapping[str, Outcome]) -> None:
    assert facts(outcomes, "German").system.endswith("\u00e4\u00f6\u00fc")


@pytest.mark.parametrize(
    ("name", "elevated", "administrator"),
    [
        ("contoso", True, True),
        ("not elevated", False, True),
        ("no administrator", False, False),
        ("by whoami", True, True),
        ("by whoami, not elevated", False, True),
        ("by whoami, no administrator", False, False),
    ],
)
def test_an_administrator_without_elevation_is_told_from_none(
    outcomes: Mapping[str, Outcome], name: str, elevated: bool, administrator: bool
) -> None:
    assert (facts(outcomes, name).elevated, facts(outcomes, name).local_administrator) == (elevated, administrator)


@pytest.mark.parametrize("name", ["nobody tells", "no WMI", "crypto denied"])
def test_what_cannot_be_told_is_an_error(outcomes: Mapping[str, Outcome], name: str) -> None:
    outcomes[name].runs[0].failure()


def test_a_failing_system_keeps_the_code_of_windows(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["no WMI"].runs[0].failure().hresult == "0x800706BA"


CONSTRAINED = """
$ErrorActionPreference = 'Stop'
. '{0}/base.ps1'
. '{0}/host.ps1'
Initialize-Base $null '{1}'
Initialize-Host $null
$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'
& '{2}' | ConvertTo-Json -Compress
"""


def test_a_constrained_language_mode_is_told_and_not_failed_at(english: PowerShell, tmp_path: Path) -> None:
    # As a file, by hand: code made of text before would keep the mode that it was made in.
    by_hand = tmp_path / "by-hand.ps1"
    text = CONSTRAINED.format(HERE / "standins", tmp_path / "Windows", do(GetHostFacts()).script)
    by_hand.write_text(text, encoding="ascii")
    done = english.call("-File", str(by_hand))
    found = msgspec.json.decode(done.stdout, type=HostFacts)
    assert (found.language_mode, found.user, found.elevated) == ("ConstrainedLanguage", "contoso\\operator", True)


def test_eight_values_of_net_framework(outcomes: Mapping[str, Outcome]) -> None:
    found = values(outcomes, "set")
    assert len({(value.path, value.name) for value in found}) == 8
    assert {value.name for value in found} == {"SchUseStrongCrypto", "SystemDefaultTlsVersions"}
    assert {value.path.startswith("HKLM\\SOFTWARE\\WOW6432Node\\") for value in found} == {True, False}


@pytest.mark.parametrize(("name", "expected"), [("set", {"1"}), ("off", {"0"}), ("absent", {""})])
def test_absent_is_not_0(outcomes: Mapping[str, Outcome], name: str, expected: set[str]) -> None:
    assert {value.value for value in values(outcomes, name)} == expected


@pytest.mark.parametrize(("name", "expected"), [("one absent", ""), ("one as text", "'1', which is no DWORD")])
def test_a_single_value_stands_out(outcomes: Mapping[str, Outcome], name: str, expected: str) -> None:
    odd = [value for value in values(outcomes, name) if value.value != "1"]
    assert odd == [RegistryValue(f"HKLM\\{NET4}", "SchUseStrongCrypto", expected)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("rights", True),
        ("WSUS Administrators", True),
        ("WSUS Administrators as text", True),
        ("by whoami, rights", True),
        ("neither", False),
        ("administrator without elevation", False),
        ("not post-installed", None),
        ("no WSUS", None),
        ("set-up denied", None),
    ],
)
def test_who_may_run_configuressl(outcomes: Mapping[str, Outcome], name: str, expected: bool | None) -> None:
    assert may(outcomes, name).wsus_administrator is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("rights", True),
        ("by whoami, rights", True),
        ("infrastructure", True),
        ("operations", True),
        ("by a group", True),
        ("analyst", False),
        ("a role of their own", None),
        ("no role seen", None),
        ("administrators denied", None),
        ("no provider", None),
        ("provider elsewhere", None),
    ],
)
def test_who_may_edit_a_software_update_point(
    outcomes: Mapping[str, Outcome], name: str, expected: bool | None
) -> None:
    assert may(outcomes, name).edit_software_update_point is expected


def test_roles_are_named_as_the_site_names_them(outcomes: Mapping[str, Outcome]) -> None:
    assert may(outcomes, "rights") == OperatorRights("CONTOSO\\operator", True, True, ("Full Administrator",))
    assert may(outcomes, "operations").roles == ("name of SMS0002R", "name of SMS000ER")
    assert may(outcomes, "no role seen").roles == ()


def test_reading_changes_nothing(outcomes: Mapping[str, Outcome]) -> None:
    assert {name: outcome.changes for name, outcome in outcomes.items() if outcome.changes} == {}
