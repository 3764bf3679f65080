"""The lab's servers as if they were real ones, and as a WSUS server is without those around it."""

from __future__ import annotations

from typing import TypeVar

from tests.flows.desk import Desk, Ended, Stop
from wizard.lab.lab import Lab
from wizard.operations.model import Question, Role, Unreachable
from wizard.targets.words import say

R = TypeVar("R")


class Real(Lab):
    """Nobody practises here."""

    @property
    def practice(self) -> bool:
        return False


class Without(Real):
    """Nothing that has to be asked elsewhere can be: the roles in `elsewhere` are on other computers."""

    elsewhere: frozenset[Role] = frozenset({Role.SITE, Role.CLIENT})

    def machine(self, role: Role) -> str:
        return "" if role in self.elsewhere else super().machine(role)

    def run(self, question: Question[R]) -> R:
        if question.role in self.elsewhere:
            site = question.role is Role.SITE
            raise Unreachable(say("site.elsewhere", server="CM1.contoso.com") if site else say("client.none"))
        return super().run(question)


class WithoutClient(Without):
    """The site is on the WSUS server, a client is not."""

    elsewhere = frozenset({Role.CLIENT})


def really(desk: Desk, *arguments: str, kind: type[Lab] = Real, stop: Stop | None = None, answers: str = "") -> Ended:
    """A command on the desk's servers as on real ones."""
    with kind.open(desk.lab, desk.state / "labs") as servers:
        return desk.run(*arguments, servers=servers, stop=stop, answers=answers)


def digest(desk: Desk, kind: type[Lab] = Real) -> str:
    """Of the plan as it is now."""
    found: str = really(desk, "plan", "--json", kind=kind).data["digest"]
    return found
