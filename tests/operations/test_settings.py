"""The settings among what was read, and the changes that put them back."""

from __future__ import annotations

from typing import Any

import pytest

from wizard.operations.catalogue import BY_NAME, OPERATIONS, catalogue
from wizard.operations.iis import (
    HttpSysBinding,
    SetSiteBinding,
    SetSslRequirement,
    SiteBinding,
    SslFlags,
    SslRequirement,
    WebSite,
    binding_key,
    binding_settings,
    http_sys_address,
)
from wizard.operations.logs import LogLine, LogTail
from wizard.operations.model import Kind, Operation, Role, Setting, result_type
from wizard.operations.settings import bears_settings, same, settings_of
from wizard.operations.site import SetSoftwareUpdatePoint
from wizard.operations.wsus import ApplicationPool, SetApplicationPool, SetWsusSetup

VERBS = {"Get", "Set", "Test", "Invoke", "New", "Submit", "Install", "Remove", "Start", "Backup"}
"""Approved verbs of PowerShell."""


def test_settings_are_found_by_area_key_and_field() -> None:
    site = WebSite(5, "WSUS", "Started", (SiteBinding(5, "https", "*:8531:", "AB"),))
    flags = SslRequirement("WSUS", (SslFlags("ClientWebService", "", "None"),))
    assert settings_of((site,)) == (
        Setting("binding/5:https:8531/Information", "*:8531:"),
        Setting("binding/5:https:8531/CertificateHash", "AB"),
    )
    assert settings_of(flags) == (Setting("require-ssl/ClientWebService/Own", ""),)


POOL = ApplicationPool("WsusPool", "Started", 1000, 20, True, 1_843_200, 1740)


def test_the_values_of_a_pool_are_settings_under_its_name_and_its_state_is_none() -> None:
    assert settings_of(POOL) == (
        Setting("pool/WsusPool/QueueLength", "1000"),
        Setting("pool/WsusPool/IdleTimeoutMinutes", "20"),
        Setting("pool/WsusPool/PingingEnabled", "1"),
        Setting("pool/WsusPool/PrivateMemoryKb", "1843200"),
        Setting("pool/WsusPool/RestartMinutes", "1740"),
    )


def test_a_change_of_a_pool_can_write_each_of_its_settings_and_nothing_else() -> None:
    entries = {entry.name: entry for entry in catalogue()}
    settings = [field.name for field in entries["Get-ApplicationPool"].fields if field.setting]
    assert [field.name for field in entries["Set-ApplicationPool"].parameters] == ["Pool", *settings]


def test_a_pool_is_put_back_as_a_whole_or_value_by_value() -> None:
    assert SetApplicationPool.restoring(settings_of(POOL)) == SetApplicationPool(
        "WsusPool", 1000, 20, True, 1_843_200, 1740
    )
    ping = (Setting("pool/WSUS/Pool 2/PingingEnabled", "0"),)
    assert SetApplicationPool.restoring(ping) == SetApplicationPool("WSUS/Pool 2", pinging_enabled=False)


def test_a_log_of_many_lines_has_no_settings_and_is_not_walked() -> None:
    assert not bears_settings(LogTail)
    assert settings_of(LogTail(9, (LogLine(9, "Own"),))) == ()


@pytest.mark.parametrize(("information", "key"), [
    ("*:8531:", "5:https:8531"),
    (":8531:", "5:https:8531"),                       # an empty address is the same as *
    ("10.0.0.5:8531:", "5:https:8531@10.0.0.5"),      # another line on the same port
    ("*:443:wsus.contoso.com", "5:https:443:wsus.contoso.com"),
    ("[::1]:8531:", "5:https:8531@[::1]"),
    ("808:*", "5:https:808:*"),                       # net.tcp has another form
])  # fmt: skip
def test_bindings_are_told_apart(information: str, key: str) -> None:
    assert binding_key(5, "https", information) == key


@pytest.mark.parametrize(("information", "address"), [
    ("*:8531:", "0.0.0.0:8531"), (":8531:", "0.0.0.0:8531"), ("10.0.0.5:8531:", "10.0.0.5:8531"),
])  # fmt: skip
def test_http_sys_writes_no_stars(information: str, address: str) -> None:
    assert http_sys_address(information, 8531) == address


def test_what_set_site_binding_wants_is_what_is_read_afterwards() -> None:
    wanted = binding_settings(5, 8531, "*:8531:", "AB")
    read = settings_of((
        WebSite(5, "WSUS", "Started", (SiteBinding(5, "https", "*:8531:", "AB"),)),
        HttpSysBinding("0.0.0.0:8531", "AB", "MY", "{4dc3e181-e14b-4a21-b022-59fc669b0914}"),
    ))
    assert set(wanted) == set(read)


def test_former_values_become_the_change_that_restores_them() -> None:
    binding = binding_settings(5, 8531, "10.0.0.5:8531:", "")
    assert SetSiteBinding.restoring(binding) == SetSiteBinding(5, 8531, "10.0.0.5:8531:", "")
    flags = (Setting("require-ssl/./Own", "None"), Setting("require-ssl/Content/Own", ""))
    assert SetSslRequirement.restoring(flags) == SetSslRequirement((".", "Content"), ("None", ""))
    assert SetSslRequirement.restoring(flags).settings() == flags
    assert SetSoftwareUpdatePoint.restoring((Setting("sup/wsus1/Ssl", "0"),), "PS1") == SetSoftwareUpdatePoint(
        "PS1", "wsus1", False
    )
    assert SetWsusSetup.restoring((Setting("wsus/UsingSsl", "0"),)) == SetWsusSetup(("UsingSsl",), ("0",))


@pytest.mark.parametrize(("one", "other", "equal"), [
    ("WSUS1.contoso.com", "wsus1.CONTOSO.com", True), ("Ssl", "ssl", True), ("", "None", False), ("1", "0", False),
])  # fmt: skip
def test_values_do_not_differ_by_case(one: str, other: str, equal: bool) -> None:
    assert same(one, other) is equal


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_every_operation_says_what_it_is(operation: type[Operation[Any]]) -> None:
    entry = next(e for e in catalogue() if e.name == operation.name)
    assert entry.summary
    assert entry.name.partition("-")[0] in VERBS
    assert entry.roles
    assert (entry.kind == "read") == entry.name.startswith("Get-")
    assert (entry.kind == "proof") == entry.name.startswith("Test-")


def test_names_are_unique_and_only_changes_have_areas() -> None:
    assert len(BY_NAME) == len(OPERATIONS)
    assert all(operation.kind is Kind.CHANGE for operation in OPERATIONS if operation.area)
    assert all(result_type(operation) is not None for operation in OPERATIONS)


def test_an_operation_is_asked_only_where_it_is_done() -> None:
    with pytest.raises(ValueError, match="Set-SslRequirement is not done on role client"):
        SetSslRequirement((), ()).on(Role.CLIENT)
