"""The whole job on this computer, promise by promise. An AssertionError names the one that is broken."""

from __future__ import annotations

from pathlib import Path

from tests.flows.desk import changed
from tests.this_computer.desk import Desk
from tests.this_computer.server import Fault
from wizard.rules.place import SECURED

PLAIN = ("/ClientWebService/client.asmx", "/Content/anonymousCheckFile.txt")


def whole_job(desk: Desk, on_the_way: tuple[Fault, ...] = (), on_the_way_back: tuple[Fault, ...] = ()) -> None:
    """From http to proven https, looked at once more, and back by undo.

    What goes wrong on the way must be such that it is made good within the run; on the way back such that it is not.
    """
    before = desk.settings()
    digest = _planned(desk)
    desk.go_wrong(*on_the_way)
    _applied(desk, digest, before)
    desk.go_wrong()
    _done_already(desk)
    if on_the_way_back:
        desk.go_wrong(*on_the_way_back)
        halfway = desk.undo()
        assert halfway.code == 4, f"an undo that cannot put all of it back: {halfway.said}"
        assert changed(before, desk.settings()), "and did not"
        desk.go_wrong()
    _undone(desk, before, begun=bool(on_the_way_back))


def way_back_without_the_wizard(desk: Desk) -> None:
    """What undo.ps1 beside the session puts back is all of it; and the wizard finds nothing left to do."""
    before = desk.settings()
    applied = desk.apply()
    assert applied.code == 0, f"apply: {applied.said}"
    folder = Path(applied.data["report"]).parent / f"{applied.data['session']}.undo"
    done = desk.way_back(folder / "undo.ps1")
    assert done.returncode == 0, f"undo.ps1: {done.stdout}{done.stderr}"
    assert not changed(before, desk.settings()), "undo.ps1 goes back to equal settings"
    assert _over_http(desk) == (200, 200), "http answers again"
    _undone(desk, before, begun=False)


def _over_http(desk: Desk) -> tuple[int, ...]:
    """How a web service and the content answer over http."""
    return tuple(desk.server.web.answer("http", path) for path in PLAIN)


def _planned(desk: Desk) -> str:
    checked = desk.run("check", "--json")
    assert checked.code == 1, f"check of a server on http: {checked.said}"
    planned = desk.run("plan", "--json")
    assert planned.code == 1, f"plan: {planned.said}"
    digest: str = planned.data["digest"]
    return digest


def _applied(desk: Desk, digest: str, before: dict[str, str]) -> None:
    applied = desk.run("apply", "--json", "--plan", digest)
    assert applied.code == 0, f"apply with the digest of the plan: {applied.said}"
    assert {section["status"] for section in applied.data["sections"]} == {"satisfied"}
    assert not applied.data["window_open"]
    after, state = desk.settings(), desk.server.state
    moved = {path: now for path, (_, now) in changed(before, after).items()}
    (bound,) = (now.upper() for path, now in moved.items() if path.startswith("httpsys/"))
    assert {path: now for path, now in moved.items() if path.startswith(("wsus/", "sup/", "require-ssl/"))} == {
        "wsus/UsingSsl": "1",
        "wsus/PortNumber": "8531",
        "wsus/ServerCertificateName": "wsus1.contoso.com",
        "sup/wsus1.contoso.com/Ssl": "1",
        **{f"require-ssl/{service}/Own": "Ssl" for service in SECURED},
    }, "what WSUS, the site and IIS are set to"
    assert _over_http(desk) == (403, 200), "the services refuse http, and the content is still there"
    stored = [(entry["thumbprint"], entry["friendly_name"]) for entry in state["stores"]["My"]]
    assert stored == [(bound, "WSUS TLS")], "what the CA issued is what is bound"
    assert not state["stores"]["REQUEST"], "no request is left"
    assert [status["LastSyncState"] for status in state["statuses"]] == [6702], "the site has synchronized"
    paths = [location["LastSuccessScanPath"] for location in state["locations"]]
    assert paths == ["https://WSUS1.contoso.com:8531"], "the client has scanned over https"


def _done_already(desk: Desk) -> None:
    state = desk.server.state
    looked, again = desk.run("check"), desk.run("apply")
    assert looked.code == 0, f"check of what is done: {looked.said}"
    assert again.code == 0, f"a second apply: {again.said}"
    assert desk.server.state == state, "a second apply changes nothing"


def _undone(desk: Desk, before: dict[str, str], begun: bool) -> None:
    shown = desk.run("undo", "--json")
    if not begun:
        assert shown.code == 2, f"undo without a digest is refused: {shown.said}"
        shown = desk.run("undo", "--json", "--plan", shown.data["digest"])
    assert shown.code == 0, f"undo of what was agreed to: {shown.said}"
    assert not changed(before, desk.settings()), "undo goes back to equal settings"
    assert _over_http(desk) == (200, 200), "http answers again"
    assert desk.server.web.protocol_on(8531) == "", "the https port is gone"
