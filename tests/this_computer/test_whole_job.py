"""The whole wizard on this computer, by the command line and the product's own scripts.

Two tests and not more: others would take their server to other processes, and make it once more there. Every fault of
every change, and both languages with every process of their own: `python -m tests.this_computer`.
"""

from __future__ import annotations

from tests.flows.desk import changed
from tests.this_computer.desk import Desk
from tests.this_computer.job import whole_job
from tests.this_computer.server import Fault


def test_from_http_to_proven_https_and_back_by_undo(desk: Desk) -> None:
    whole_job(desk)


def test_what_fails_lies_hangs_and_stops_is_said_and_gone_on_from_there_and_back(desk: Desk) -> None:
    before = desk.settings()
    # WSUS is told twice and does not listen; and then Require SSL is put back for two of five services.
    desk.go_wrong(
        Fault("Invoke-ConfigureSsl", "lies", times=0),
        Fault("Set-SslRequirement", "fails", after=2, at=2),
    )
    failed = desk.apply()
    assert failed.code == 4, failed.said
    assert failed.data["window_open"], "services refuse http, and the site does not come by https"
    assert "STILL OPEN" in failed.err
    # The same command closes the window forwards; the site's flag is set, and no answer comes.
    desk.go_wrong(Fault("Set-SoftwareUpdatePoint", "hangs", after=1))
    ended = desk.apply()
    assert ended.code == 0, ended.said
    assert not ended.data["window_open"]
    desk.go_wrong(Fault("Set-SslRequirement", "stops", after=3))
    halfway = desk.undo()
    assert halfway.code == 4, halfway.said
    desk.go_wrong()
    undone = desk.undo()
    assert undone.code == 0, undone.said
    assert not changed(before, desk.settings())
