"""The order of an undo is data, and it is not the reverse of the changes."""

from __future__ import annotations

from wizard.engine.undo_list import AwaitWcm, Remove, Restore, UndoList, undo_list
from wizard.operations.model import Named, Role, Setting
from wizard.operations.wsus import GetApplicationPool, SetApplicationPool

Pair = tuple[tuple[Setting, ...], tuple[Setting, ...]]


def change(path: str, former: str, wanted: str) -> Pair:
    return (Setting(path, former),), (Setting(path, wanted),)


BIND: Pair = (
    (Setting("binding/5:https:8531/Information", "*:8531:"), Setting("binding/5:https:8531/CertificateHash", ""),
     Setting("httpsys/0.0.0.0:8531/CertificateHash", "")),
    (Setting("binding/5:https:8531/Information", "*:8531:"), Setting("binding/5:https:8531/CertificateHash", "AB"),
     Setting("httpsys/0.0.0.0:8531/CertificateHash", "AB")),
)  # fmt: skip
REQUIRE = change("require-ssl/ApiRemoting30/Own", "", "Ssl")
CONFIGURE = change("wsus/UsingSsl", "0", "1")
FLAG = change("sup/wsus1.contoso.com/Ssl", "0", "1")
POOL: Pair = (
    (Setting("pool/WsusPool/QueueLength", "1000"), Setting("pool/WsusPool/PingingEnabled", "0")),
    (Setting("pool/WsusPool/QueueLength", "2000"), Setting("pool/WsusPool/PingingEnabled", "0")),
)


def areas(what: UndoList) -> list[str]:
    return [entry.area if isinstance(entry, Restore) else type(entry).__name__ for entry in what.entries]


def test_both_schemes_answer_before_anything_else_is_put_back() -> None:
    assert areas(undo_list([POOL, BIND, REQUIRE, CONFIGURE, FLAG])) == [
        "require-ssl", "sup", "AwaitWcm", "wsus", "binding", "pool",
    ]  # fmt: skip


def test_wcm_is_waited_for_only_where_the_flag_was_ours() -> None:
    assert areas(undo_list([BIND, REQUIRE, CONFIGURE])) == ["require-ssl", "wsus", "binding"]
    assert AwaitWcm not in map(type, undo_list([change("sup/wsus1.contoso.com/Ssl", "1", "1")]).entries)


def test_closing_the_window_backwards_is_the_same_list_without_the_binding_and_the_pool() -> None:
    assert areas(undo_list([POOL, BIND, REQUIRE, FLAG], window_only=True)) == ["require-ssl", "sup", "AwaitWcm"]


def test_the_first_former_and_the_last_written_value_count() -> None:
    tried = [change("wsus/UsingSsl", "0", "1"), change("wsus/UsingSsl", "7", "2")]
    (entry,) = undo_list(tried).entries
    assert isinstance(entry, Restore)
    assert [(value.former, value.wrote) for value in entry.values] == [("0", "2")]


def test_a_binding_stands_or_falls_as_a_whole() -> None:
    (entry,) = undo_list([BIND]).entries
    assert isinstance(entry, Restore)
    assert len(entry.values) == 3


def test_a_pool_is_read_by_its_name_and_put_back_value_by_value() -> None:
    (entry,) = undo_list([POOL]).entries
    assert isinstance(entry, Restore)
    assert [(value.path, value.former) for value in entry.values] == [("pool/WsusPool/QueueLength", "1000")]
    assert entry.reads == (GetApplicationPool("WsusPool").on(Role.WSUS),)
    back = tuple(Setting(value.path, value.former) for value in entry.values)
    assert entry.writer.writes(back, "") == SetApplicationPool("WsusPool", 1000)


def test_two_pools_are_put_back_each_by_itself() -> None:
    entries = undo_list([POOL, change("pool/OtherPool/QueueLength", "1000", "2000")]).entries
    assert [entry.reads for entry in entries if isinstance(entry, Restore)] == [
        (GetApplicationPool(name).on(Role.WSUS),) for name in ("WsusPool", "OtherPool")
    ]


def test_what_was_not_moved_is_not_put_back() -> None:
    assert undo_list([change("wsus/ServerCertificateName", "WSUS1", "wsus1")]).entries == ()


def test_the_offer_comes_last() -> None:
    assert areas(undo_list([REQUIRE, BIND], remove="AB"))[-1] == "Remove"
    assert isinstance(undo_list([], remove="AB").entries[0], Remove)


def test_a_preview_shows_the_name_of_what_is_not_issued_yet() -> None:
    path = "binding/5:https:8531/CertificateHash"
    pair = ((Setting(path, ""),), (Setting(path, Named("certificate")),))
    (entry,) = undo_list([pair]).entries
    assert isinstance(entry, Restore)
    assert entry.values[0].wrote == "<the certificate that was requested>"


def test_the_digest_names_values_and_not_times() -> None:
    assert undo_list([FLAG]).digest == undo_list([FLAG]).digest != undo_list([REQUIRE]).digest
