"""Section 1: what makes a server one that the tutorial is about."""

from __future__ import annotations

from typing import Any

import pytest

from tests.steps.contoso import AFTER, BEFORE, CHILDREN, HTTP, POOL, SITE_ID
from tests.steps.observations import CM, Contoso, codes, values
from wizard.operations.host import RegistryValue
from wizard.operations.iis import SiteBinding, SiteChild, WebSite
from wizard.operations.model import Question, Role
from wizard.operations.wsus import SetApplicationPool
from wizard.rules.findings import Basis, Finding, Level
from wizard.rules.place import HOST, POINTS, SETUP, SITES
from wizard.steps.assessment import Assessment, Change, Status
from wizard.steps.before_you_start import BEST_POOL, CRYPTO, BeforeYouStart

STEP = BeforeYouStart()
SETS = "HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319"


def found(assessment: Assessment, code: str) -> Finding:
    return next(f for f in assessment.findings if f.code == code)


def errors(assessment: Assessment) -> list[str]:
    return [f.code for f in assessment.findings if f.level is Level.ERROR]


@pytest.mark.parametrize("contoso", [BEFORE, AFTER], ids=["before", "after"])
def test_a_healthy_server_satisfies_before_and_after_the_tutorial(contoso: Any) -> None:
    assessment = contoso.assess(STEP)
    assert assessment.status is Status.SATISFIED
    assert {f.level for f in assessment.findings} == {Level.OK, Level.INFO}
    assert assessment.changes == ()


def test_what_cannot_be_read_off_a_server_is_only_assumed() -> None:
    told = {f.code for f in BEFORE.assess(STEP).findings if f.basis is Basis.ASSUMED}
    assert told == {"before.load", "before.content", "before.trust"}


@pytest.mark.parametrize(
    ("question", "changed", "code"),
    [
        (SETUP, {"role_installed": False, "version": ""}, "before.wsus-role.missing"),
        (SETUP, {"post_install_done": False}, "before.post-install.missing"),
        (SETUP, {"content_folder_exists": False}, "before.post-install.missing"),
        (SETUP, {"wsusutil_path": ""}, "before.wsusutil.missing"),
        (HOST, {"local_administrator": False}, "before.administrator.missing"),
        (HOST, {"elevated": False}, "before.administrator.missing"),
        (HOST, {"is_64_bit": False}, "before.powershell.missing"),
        (HOST, {"powershell_version": "5.0.10586"}, "before.powershell.missing"),
        (HOST, {"powershell_version": "4.0"}, "before.powershell.missing"),
        (HOST, {"powershell_version": "7.4.1"}, "before.powershell.missing"),  # not Windows PowerShell
        (HOST, {"powershell_version": "?"}, "before.powershell.missing"),
        (HOST, {"language_mode": "ConstrainedLanguage"}, "before.language-mode.missing"),
    ],
)
def test_each_prerequisite_blocks_by_itself(question: Question[Any], changed: dict[str, Any], code: str) -> None:
    assessment = BEFORE.altered(question, **changed).assess(STEP)
    assert (assessment.status, errors(assessment)) == (Status.BLOCKED, [code])


@pytest.mark.parametrize("version", ["5.1", "5.1.14393.0"])
def test_any_build_of_powershell_5_1_will_do(version: str) -> None:
    assert BEFORE.altered(HOST, powershell_version=version).assess(STEP).status is Status.SATISFIED


def test_a_workgroup_computer_has_no_domain_and_no_full_name() -> None:
    assessment = BEFORE.altered(HOST, part_of_domain=False, domain="WORKGROUP").assess(STEP)
    assert errors(assessment) == ["before.domain-member.missing", "before.fqdn.missing"]


def test_a_name_with_an_underscore_cannot_be_on_a_certificate() -> None:
    assessment = BEFORE.altered(HOST, dns_host_name="wsus_1").assess(STEP)
    assert "before.fqdn.missing" in errors(assessment)


def test_no_update_point_of_this_server_blocks_and_names_the_others() -> None:
    assessment = BEFORE.point(name="WSUS2.contoso.com").assess(STEP)
    missing = found(assessment, "before.update-point.missing")
    assert (assessment.status, missing.machine, missing.seen) == (Status.BLOCKED, CM, "WSUS2.contoso.com")


def test_a_site_without_any_update_point_blocks() -> None:
    assessment = BEFORE.altered(POINTS, points=()).assess(STEP)
    assert found(assessment, "before.update-point.missing").seen == ""


def test_a_role_that_the_server_itself_does_not_know_of_is_a_warning() -> None:
    assessment = BEFORE.altered(SETUP, software_update_point_installed=False).assess(STEP)
    assert assessment.status is Status.SATISFIED
    assert found(assessment, "before.update-point.not-here").level is Level.WARNING


@pytest.mark.parametrize(
    "sites",
    [
        (),
        (WebSite(1, "Default Web Site", "Started", (HTTP,)),),
        (WebSite(SITE_ID, "WSUS Administration", "Started", (HTTP,)),),  # the right id, but WSUS is not below it
    ],
)
def test_a_site_that_does_not_hold_wsus_is_not_it(sites: tuple[WebSite, ...]) -> None:
    assessment = BEFORE.having(SITES, sites).assess(STEP)
    missing = found(assessment, "before.site.missing")
    assert (assessment.status, missing.seen) == (Status.BLOCKED, ", ".join(f"{s.id} {s.name}" for s in sites))
    assert "before.ports" not in codes(assessment)


def test_a_site_without_an_http_binding_blocks_and_shows_what_it_has() -> None:
    only_https = SiteBinding(SITE_ID, "https", "*:8531:")
    assessment = BEFORE.web_site(bindings=(only_https,)).assess(STEP)
    assert errors(assessment) == ["before.http-binding.missing"]
    assert found(assessment, "before.http-binding.missing").seen == "https *:8531:"


def test_ports_that_are_no_pair_block() -> None:
    assessment = BEFORE.web_site(bindings=(HTTP, SiteBinding(SITE_ID, "https", "*:9443:"))).assess(STEP)
    assert errors(assessment) == ["before.ports.no-pair"]
    assert found(assessment, "before.ports.no-pair").seen == "8530/9443"


def test_ports_80_and_443_are_a_pair() -> None:
    web = SiteBinding(SITE_ID, "http", "*:80:"), SiteBinding(SITE_ID, "https", "*:443:")
    assert found(BEFORE.web_site(bindings=web).assess(STEP), "before.ports").seen == "80/443"


@pytest.mark.parametrize(
    ("server", "code", "level"),
    [
        ("MICROSOFT##WID", "before.database.internal", Level.INFO),
        ("WSUS1\\SQLEXPRESS", "before.database.local", Level.INFO),
        ("SQL1.contoso.com", "before.database.remote", Level.WARNING),  # that way stays unencrypted
    ],
)
def test_where_the_database_is_gets_said(server: str, code: str, level: Level) -> None:
    assessment = BEFORE.altered(SETUP, sql_server_name=server).assess(STEP)
    assert (assessment.status, found(assessment, code).level) == (Status.SATISFIED, level)


def test_pool_values_against_best_practice_are_named_each_with_both_values() -> None:
    assessment = BEFORE.altered(POOL, queue_length=1000, private_memory_kb=1843200).assess(STEP)
    told = [f for f in assessment.findings if f.code == "before.pool-value"]
    assert [f.seen for f in told] == ["1000", "1843200"]
    assert "QueueLength" in told[0].text
    assert "PrivateMemoryKb" in told[1].text
    assert assessment.status is Status.SATISFIED


WORSE = {
    "queue_length": 1000,
    "idle_timeout_minutes": 20,
    "pinging_enabled": True,
    "private_memory_kb": 1843200,
    "restart_minutes": 1740,
}
"""As WSUS makes the pool."""


def offer(contoso: Contoso) -> Change:
    (made,) = contoso.assess(STEP).offers
    return made


def test_the_offer_for_the_pool_is_the_whole_wanted_state_with_the_values_before() -> None:
    made = offer(BEFORE.altered(POOL, **WORSE))
    assert made.operation == SetApplicationPool("WsusPool", 2000, 0, False, 0, 0)
    assert (made.section, made.role, made.offer, made.unit) == (STEP.key, Role.WSUS, "application-pool", "")
    assert values(made.former) == {
        "pool/WsusPool/QueueLength": "1000",
        "pool/WsusPool/IdleTimeoutMinutes": "20",
        "pool/WsusPool/PingingEnabled": "1",
        "pool/WsusPool/PrivateMemoryKb": "1843200",
        "pool/WsusPool/RestartMinutes": "1740",
    }
    assert list(values(made.wanted).items()) == [
        ("pool/WsusPool/QueueLength", "2000"),
        ("pool/WsusPool/IdleTimeoutMinutes", "0"),
        ("pool/WsusPool/PingingEnabled", "0"),
        ("pool/WsusPool/PrivateMemoryKb", "0"),
        ("pool/WsusPool/RestartMinutes", "0"),
    ]


@pytest.mark.parametrize("field", BEST_POOL)
def test_any_one_value_that_differs_brings_the_offer(field: str) -> None:
    assert offer(BEFORE.altered(POOL, **{field: WORSE[field]})).operation == SetApplicationPool("WsusPool", **BEST_POOL)


def test_without_a_value_that_differs_there_is_no_offer() -> None:
    assert BEFORE.assess(STEP).offers == ()
    assert BEFORE.altered(POOL, state="Stopped").assess(STEP).offers == ()


@pytest.mark.parametrize(
    "contoso", [BEFORE, AFTER, BEFORE.altered(HOST, elevated=False), BEFORE.failing(POINTS)],
    ids=["before", "after", "blocked", "cannot tell"],
)  # fmt: skip
def test_the_offer_leaves_the_status_alone_and_is_there_whatever_it_is(contoso: Contoso) -> None:
    without, with_offer = contoso.assess(STEP), contoso.altered(POOL, **WORSE).assess(STEP)
    assert (with_offer.status, with_offer.changes, len(with_offer.offers)) == (without.status, (), 1)
    assert without.offers == ()


def test_the_offer_is_wished_for_only_by_its_name() -> None:
    assessment = BEFORE.altered(POOL, **WORSE).assess(STEP)
    assert assessment.wished(()) == assessment.wished(("remove-certificate",)) == ()
    assert assessment.wished(("application-pool",)) == assessment.offers


def test_an_offer_that_stopped_between_two_values_is_the_same_act_to_the_same_end() -> None:
    planned, left = offer(BEFORE.altered(POOL, **WORSE)), offer(BEFORE.altered(POOL, **{**WORSE, "queue_length": 2000}))
    assert (left.act, left.wanted) == (planned.act, planned.wanted)
    assert left.id != planned.id


def test_a_pool_that_cannot_be_read_is_shown_as_such_and_does_not_block_and_is_offered_nothing() -> None:
    assessment = BEFORE.failing(POOL).assess(STEP)
    assert assessment.offers == ()
    assert (assessment.status, found(assessment, "read.failed").level) == (Status.SATISFIED, Level.WARNING)


def test_a_site_whose_service_names_no_pool_is_not_asked_for_one() -> None:
    children = tuple(SiteChild(child.name, child.is_application) for child in CHILDREN)
    contoso = BEFORE.web_site(children=children)
    assert POOL not in contoso.seen(STEP).results
    assessment = contoso.assess(STEP)
    assert (assessment.status, assessment.offers) == (Status.SATISFIED, ())


def test_strong_crypto_that_is_on_everywhere_is_said_once() -> None:
    assert found(BEFORE.assess(STEP), "before.strong-crypto.set").level is Level.OK
    nothing_read = BEFORE.having(CRYPTO, ()).assess(STEP)
    assert "before.strong-crypto.set" not in codes(nothing_read)


@pytest.mark.parametrize(("value", "shown"), [("0", "0"), ("", "absent")])
def test_strong_crypto_that_is_not_on_is_named_with_its_place(value: str, shown: str) -> None:
    assessment = BEFORE.having(CRYPTO, (RegistryValue(SETS, "SchUseStrongCrypto", value),)).assess(STEP)
    crypto = found(assessment, "before.strong-crypto")
    assert (crypto.level, crypto.seen) == (Level.INFO, shown)
    assert f'reg add "{SETS}" /v SchUseStrongCrypto /t REG_DWORD /d 1 /f' in crypto.text, "the command that sets it"


def test_strong_crypto_that_cannot_be_read_is_a_warning() -> None:
    assessment = BEFORE.failing(CRYPTO).assess(STEP)
    assert (assessment.status, found(assessment, "read.failed").level) == (Status.SATISFIED, Level.WARNING)
