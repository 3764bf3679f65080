"""Logs: both forms as records, their times in UTC, and what lies behind a mark."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.lines import BEGAN, client_line, site_line, tail
from wizard.operations.logs import Log, LogLine, LogMark, LogTail
from wizard.rules.logs import (
    Endpoint,
    Record,
    after,
    client_records,
    endpoint_of,
    records,
    server_named,
    site_records,
)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        ("07-15-2023 09:12:45.332+240", utc(2023, 7, 15, 13, 12, 45, 332000)),  # US East in summer: UTC-4
        ("11-30-2022 01:03:34.174-60", utc(2022, 11, 30, 0, 3, 34, 174000)),  # central Europe: not padded
        ("11-30-2022 01:03:34.174-060", utc(2022, 11, 30, 0, 3, 34, 174000)),
        ("01-02-2015 19:33:19.766-330", utc(2015, 1, 2, 14, 3, 19, 766000)),  # India: UTC+5:30
        ("1-2-2015 19:33:19.7660001-330", utc(2015, 1, 2, 14, 3, 19, 766000)),  # seven digits, date not padded
        ("01-01-2025 00:30:00.000-60", utc(2024, 12, 31, 23, 30)),
        ("06-02-2025 09:00:00+000", utc(2025, 6, 2, 9)),  # no fraction
        ("06-02-2025 09:00:00.5+0", utc(2025, 6, 2, 9, 0, 0, 500000)),
        ("06-02-2025 09:00:00.000", None),  # no bias: no UTC
        ("13-02-2025 09:00:00.000+0", None),
        ("12-31-9999 23:59:59.000+999", None),
        ("Wed Nov 06 08:49:37 1996~", None),  # very old lines
        ("", None),
    ],
)
def test_the_time_of_a_site_record_is_utc(stamp: str, moment: datetime | None) -> None:
    (record,) = site_records(tail(f"message  $$<SMS_WSUS_SYNC_MANAGER><{stamp}><thread=4116 (0x1014)>"))
    assert record.time == moment


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("Starting Sync  $$<C><06-02-2025 09:00:00.000-120><thread=1 (0x1)>", "Starting Sync"),
        ("Starting Sync~  $$<C><06-02-2025 09:00:00.000-120><thread=1 (0x1)>", "Starting Sync"),
        ("failed.~~   at A.B()~~  $$<C><06-02-2025 09:00:00.000-120><thread=1 (0x1)>", "failed.~~   at A.B()"),
        ("costs $$<5>~  $$<C><06-02-2025 09:00:00.000-120><thread=1 (0x1)>", "costs $$<5>"),
        ("old  $$<C><Wed Nov 06 08:49:37 1996~><thread=D7>", "old"),
        ("  $$<C><06-02-2025 09:00:00.000-120><thread=1 (0x1)>", ""),
        ("\ufeffFirst~  $$<C><06-02-2025 09:00:00.000-120><thread=1 (0x1)>", "First"),
    ],
)
def test_the_message_of_a_site_record_is_kept_but_for_the_mark_at_its_end(line: str, text: str) -> None:
    (record,) = site_records(tail(line))
    assert (record.text, record.component, record.severity) == (text, "C", 0)


def test_a_site_record_may_have_several_lines_and_stands_where_it_ends() -> None:
    log = tail("System.Net.WebException: failed", "   at A.B()", site_line("   at C.D()"), site_line("next"))
    first, second = site_records(log)
    assert first.text == "System.Net.WebException: failed\n   at A.B()\n   at C.D()"
    assert first.position == log.lines[2].position
    assert (second.text, second.position) == ("next", log.end)


def test_a_line_still_being_written_is_no_record_yet() -> None:
    assert [r.text for r in site_records(tail(site_line("whole"), "half a li"))] == ["whole"]


def test_a_client_record_as_it_is_logged() -> None:
    line = (
        '<![LOG[Async searching of updates using WUAgent started.]LOG]!><time="08:53:25.263+240" date="07-14-2021" '
        'component="WUAHandler" context="" type="1" thread="10444" file="sourcemanager.cpp:1461">'
    )
    assert client_records(tail("\ufeff" + line)) == (
        Record(
            position=len(line.encode()) + 5,
            time=utc(2021, 7, 14, 12, 53, 25, 263000),
            component="WUAHandler",
            text="Async searching of updates using WUAgent started.",
            severity=1,
        ),
    )


@pytest.mark.parametrize(
    ("trailer", "moment", "severity"),
    [
        ('time="19:33:19.7660001" date="1-2-2015" component="C" type="0" file=""', None, 0),  # managed: no bias
        ('time="19:33:19.7660001-330" date="1-2-2015" component="C" type="3"', utc(2015, 1, 2, 14, 3, 19, 766000), 3),
        ('time="" date="" component="" type=""', None, 0),
        ('time="19:33:19.766-330"', None, 0),
        ("time=", None, 0),
    ],
)
def test_variants_of_a_client_record(trailer: str, moment: datetime | None, severity: int) -> None:
    (record,) = client_records(tail(f"<![LOG[message]LOG]!><{trailer}>"))
    assert (record.text, record.time, record.severity) == ("message", moment, severity)


def test_a_client_record_may_have_several_lines_and_brackets_of_its_own() -> None:
    message = '<WSUSLocationReply SchemaVersion="1.00">\n  [<Site>]\n]LOG]! ]]>\n</WSUSLocationReply>'
    log = tail(*client_line(message).split("\n"), client_line("next"))
    first, second = client_records(log)
    assert first.text == message
    assert first.position == log.lines[3].position
    assert second.text == "next"


def test_a_file_that_begins_and_ends_inside_a_record_gives_those_between() -> None:
    log = tail('n of a message]LOG]!><time="08:00:00.000+0" date="06-02-2025">', client_line("whole"), "<![LOG[half a")
    assert [r.text for r in client_records(log)] == ["whole"]


def test_a_record_cut_off_does_not_swallow_the_next() -> None:
    assert [r.text for r in client_records(tail("<![LOG[cut off", client_line("whole")))] == ["whole"]


def test_the_form_is_taken_from_the_lines_themselves() -> None:
    assert [r.text for r in records(Log.WCM, tail(site_line("site")))] == ["site"]
    assert [r.text for r in records(Log.WCM, tail(client_line("managed")))] == ["managed"]
    assert [r.text for r in records(Log.UPDATE_HANDLER, tail(client_line("client")))] == ["client"]
    assert records(Log.UPDATE_HANDLER, tail()) == ()


fragment = st.sampled_from(
    [
        "<![LOG[",
        "]LOG]!>",
        '<time="08:00:00.000+0" date="06-02-2025"',
        ">",
        "  $$<C>",
        "<06-02-2025 09:00:00.000+0>",
        "~",
    ]
)
line = st.lists(st.one_of(fragment, st.text(max_size=8)), max_size=8).map("".join)


@given(st.lists(line, max_size=12), st.sampled_from(list(Log)))
def test_malformed_lines_never_raise_and_positions_are_those_of_lines(lines: list[str], log: Log) -> None:
    read = tail(*lines)
    positions = [record.position for record in records(log, read)]
    assert positions == sorted(positions)
    assert set(positions) <= {line.position for line in read.lines}


def mark(position: int, time: datetime = BEGAN) -> LogMark:
    return LogMark(Log.WCM, "CM1.contoso.com", position, time.isoformat())


FOUR = tail(*(site_line(text, BEGAN + timedelta(seconds=i)) for i, text in enumerate("abcd")))
LENGTH = FOUR.lines[0].position


def texts(found: tuple[Record, ...]) -> str:
    return "".join(record.text for record in found)


@pytest.mark.parametrize(
    ("position", "newer"),
    [(0, "abcd"), (LENGTH, "bcd"), (3 * LENGTH, "d"), (4 * LENGTH, ""), (4 * LENGTH + 1, "abcd"), (10**9, "abcd")],
)
def test_what_is_newer_than_a_position_and_all_of_a_file_that_became_shorter(position: int, newer: str) -> None:
    assert texts(after(site_records(FOUR), FOUR, mark(position))) == newer


def test_without_a_mark_all_of_it_counts() -> None:
    assert texts(after(site_records(FOUR), FOUR, None)) == "abcd"


def test_a_log_continued_from_its_old_file_gives_what_the_old_one_had_behind_the_mark_and_all_of_the_new() -> None:
    old = tail(*(site_line(text) for text in "wxyz"), begin=10_000)
    rolled = LogTail(FOUR.end, (*old.lines, *FOUR.lines))
    found = site_records(rolled)
    assert texts(after(found, rolled, mark(old.lines[1].position))) == "yzabcd"
    assert texts(after(found, rolled, mark(old.lines[3].position))) == "abcd"
    # a mark that was made in the new file: nothing of the old one is newer
    assert texts(after(found, rolled, mark(FOUR.lines[2].position))) == "d"


@pytest.mark.parametrize(("seconds", "newer"), [(-1, "abcd"), (0, "bcd"), (1.5, "cd"), (3, ""), (60, "")])
def test_a_mark_of_a_log_that_could_not_be_read_goes_by_the_time(seconds: float, newer: str) -> None:
    assert texts(after(site_records(FOUR), FOUR, mark(-1, BEGAN + timedelta(seconds=seconds)))) == newer


def test_a_time_in_another_zone_or_with_none_is_the_same_moment() -> None:
    found = site_records(FOUR)
    for written in ("2025-06-02T11:00:01+02:00", "2025-06-02T09:00:01Z", "2025-06-02T09:00:01"):
        assert texts(after(found, FOUR, LogMark(Log.WCM, "CM1", -1, written))) == "cd"


def test_records_without_a_time_prove_nothing_where_only_the_time_tells() -> None:
    log = LogTail(10, (LogLine(10, "x  $$<C><no time><thread=1>"),))
    assert after(site_records(log), log, mark(-1, BEGAN - timedelta(days=999))) == ()
    assert after(site_records(FOUR), FOUR, LogMark(Log.WCM, "CM1", -1, "yesterday")) == ()


@pytest.mark.parametrize(
    ("url", "endpoint"),
    [
        ("https://WSUS1.contoso.com:8531", Endpoint("https", "wsus1.contoso.com", 8531)),
        ("HTTP://wsus1.contoso.com:8530/", Endpoint("http", "wsus1.contoso.com", 8530)),
        ("https://wsus1.contoso.com.:8531/Content", Endpoint("https", "wsus1.contoso.com", 8531)),
        ("https://wsus1.contoso.com", Endpoint("https", "wsus1.contoso.com", 443)),
        ("http://wsus1", Endpoint("http", "wsus1", 80)),
        (" https://wsus1:8531 ", Endpoint("https", "wsus1", 8531)),
        ("", None),
        ("wsus1.contoso.com:8531", None),
        ("ftp://wsus1", None),
        ("https://", None),
        ("https://wsus1:0", None),
        ("https://wsus1:99999", None),
        ("https://wsus1:port", None),
        ("https://[wsus1", None),
        ("https://wsus1:8531 and more", None),
    ],
)
def test_the_place_that_a_url_names(url: str, endpoint: Endpoint | None) -> None:
    assert endpoint_of(url) == endpoint


def test_a_place_is_written_with_its_port() -> None:
    assert Endpoint("https", "wsus1.contoso.com", 8531).url == "https://wsus1.contoso.com:8531"


@given(st.text())
def test_any_text_can_be_asked_for_its_place(text: str) -> None:
    for found in (endpoint_of(text), server_named(text)):
        assert found is None or found.scheme in {"http", "https"}


@pytest.mark.parametrize(
    ("text", "endpoint"),
    [
        (
            "Attempting connection to WSUS server: WSUS1.contoso.com, port: 8531, useSSL: True",
            Endpoint("https", "wsus1.contoso.com", 8531),
        ),
        (
            "Successfully connected to server: WSUS1.contoso.com, port: 8530, useSSL: False",
            Endpoint("http", "wsus1.contoso.com", 8530),
        ),
        ("Attempting connection to local WSUS server", None),
        ("Successfully connected to server: WSUS1.contoso.com", None),
    ],
)
def test_the_place_that_a_connection_names(text: str, endpoint: Endpoint | None) -> None:
    assert server_named(text) == endpoint
