"""Sessions as the lab makes them, each once and only where a test asks for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.flows.desk import Desk
from wizard.engine.session import Session

CONFIGURE, REQUIRE, POINT = "Invoke-ConfigureSsl", "Set-SslRequirement", "Set-SoftwareUpdatePoint"
TEMPLATE_WITH_APPROVAL = ("templates/WebServer/enrollment_flags", 2)

OfName = Callable[[str], Desk]
SessionOf = Callable[[str], Session]


@pytest.fixture(scope="session")
def desk_of(tmp_path_factory: pytest.TempPathFactory) -> OfName:
    """A desk by what has happened on it. They are shared: look, and change nothing."""
    fresh = Desk(tmp_path_factory.mktemp("reports") / "fresh")
    assert fresh.run("check").code == 1
    made: dict[str, Desk] = {}

    def of(name: str) -> Desk:
        if name not in made:
            made[name] = _made(name)
        return made[name]

    def _made(name: str) -> Desk:
        match name:
            case "done":
                return _ran(fresh.copy(name), 0)
            case "cancelled":
                return _cancelled(fresh.copy(name))
            case "pending":
                desk = fresh.copy(name)
                desk.fact(*TEMPLATE_WITH_APPROVAL)
                return _ran(desk, 5)
            case "gate":
                desk = of("cancelled").copy(name)
                desk.fact("client_machine/reachable", False)
                return _ran(desk, 6)
            case "back" | "open":
                desk = of("cancelled").copy(name)
                desk.fault(CONFIGURE, "fails", times=0)
                if name == "open":
                    desk.fault(REQUIRE, "fails", at=2, times=0)
                return _ran(desk, 4)
            case "undone":
                return _ran(of("done").copy(name), 0, "undo")
            case "removed":
                return _ran(of("done").copy(name), 0, "undo", "--offer", "remove-certificate")
            case "half-undone":
                desk = of("done").copy(name)
                desk.fault(POINT, "fails", times=0)
                return _ran(desk, 4, "undo")
        raise KeyError(name)

    return of


def _ran(desk: Desk, code: int, *arguments: str) -> Desk:
    ended = desk.run(*(arguments or ("apply",)))
    assert ended.code == code, ended.said
    return desk


def _cancelled(desk: Desk) -> Desk:
    assert desk.run("apply", stop=lambda lab: bool(lab.world.iis.http_sys)).code == 130
    return desk


STATES = ("done", "cancelled", "pending", "gate", "back", "open", "undone", "removed", "half-undone")


@pytest.fixture(scope="session")
def session_of(desk_of: OfName) -> SessionOf:
    """The session of such a desk, as its journal has it. `killed` ends behind the intent of configuressl."""

    def of(name: str) -> Session:
        if name != "killed":
            return Session(desk_of(name).records())
        records = desk_of("done").records()
        at = next(n for n, r in enumerate(records) if getattr(r, "section", "") == "configure-wsus")
        return Session(records[: at + 1])

    return of
