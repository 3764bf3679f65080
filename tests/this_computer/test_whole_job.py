"""From http to proven https and back on this computer, by the command line and the product's own scripts."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.flows.desk import Ended, changed
from tests.this_computer.desk import Desk
from wizard.rules.place import SECURED

PLAIN = ("/ClientWebService/client.asmx", "/Content/anonymousCheckFile.txt")


class Job(msgspec.Struct, frozen=True):
    """Every command of the whole job, in its order, and how the server stood."""

    checked: Ended
    refused: Ended
    planned: Ended
    applied: Ended
    after: dict[str, str]
    over_http: tuple[int, ...]
    state: dict[str, Any]
    looked: Ended
    again: Ended
    state_again: dict[str, Any]
    undo_refused: Ended
    undone: Ended
    before: dict[str, str]
    at_last: dict[str, str]


def statuses(desk: Desk) -> tuple[int, ...]:
    """How a web service and the content answer over http."""
    return tuple(desk.server.web.answer("http", path) for path in PLAIN)


@pytest.fixture(scope="module")
def job(desk: Desk) -> Job:
    checked = desk.run("check", "--json")
    before = desk.settings()
    refused = desk.run("apply")
    planned = desk.run("plan", "--json")
    applied = desk.run("apply", "--json", "--plan", planned.data["digest"])
    after, over_http, state = desk.settings(), statuses(desk), desk.server.state
    looked, again = desk.run("check", "--json"), desk.run("apply")
    state_again = desk.server.state
    undo_refused = desk.run("undo", "--json")
    undone = desk.run("undo", "--json", "--plan", undo_refused.data["digest"])
    return Job(checked, refused, planned, applied, after, over_http, state, looked, again, state_again,
               undo_refused, undone, before, desk.settings())  # fmt: skip


def test_check_and_plan_see_what_is_to_be_done_and_change_nothing(job: Job) -> None:
    assert job.checked.code == 1, job.checked.said
    assert job.planned.code == 1, job.planned.said
    assert len(job.planned.data["changes"]) == 10, "nine, and the offer that the answers take"


def test_apply_wants_the_digest_of_the_plan(job: Job) -> None:
    assert job.refused.code == 2, job.refused.said


def test_apply_ends_in_0_with_wsus_on_https(job: Job) -> None:
    assert job.applied.code == 0, job.applied.said
    assert {section["status"] for section in job.applied.data["sections"]} == {"satisfied"}
    assert not job.applied.data["window_open"]
    moved = changed(job.before, job.after)
    areas = ("wsus/", "sup/", "require-ssl/")
    assert {path: after for path, (_, after) in moved.items() if path.startswith(areas)} == {
        "wsus/UsingSsl": "1",
        "wsus/PortNumber": "8531",
        "wsus/ServerCertificateName": "wsus1.contoso.com",
        "sup/wsus1.contoso.com/Ssl": "1",
        **{f"require-ssl/{service}/Own": "Ssl" for service in SECURED},
    }
    assert job.over_http == (403, 200)


def test_the_certificate_that_the_ca_issued_is_the_one_that_is_served(job: Job) -> None:
    (entry,) = job.state["stores"]["My"]
    assert job.after["httpsys/0.0.0.0:8531/CertificateHash"].upper() == entry["thumbprint"]
    assert entry["friendly_name"] == "WSUS TLS"
    assert job.state["stores"]["REQUEST"] == []


def test_the_site_and_the_client_have_come_by_https(job: Job) -> None:
    assert [status["LastSyncState"] for status in job.state["statuses"]] == [6702]
    assert [place["LastSuccessScanPath"] for place in job.state["locations"]] == ["https://WSUS1.contoso.com:8531"]


def test_check_is_satisfied_and_a_second_apply_changes_nothing(job: Job) -> None:
    assert job.looked.code == 0, job.looked.said
    assert job.again.code == 0, job.again.said
    assert job.state_again == job.state


def test_undo_wants_the_digest_of_its_list(job: Job) -> None:
    assert job.undo_refused.code == 2
    assert job.undo_refused.data["plan"]


def test_undo_goes_back_to_equal_settings(job: Job, desk: Desk) -> None:
    assert job.undone.code == 0, job.undone.said
    assert not changed(job.before, job.at_last)
    assert statuses(desk) == (200, 200)
    assert desk.server.web.protocol_on(8531) == ""
