"""The command line as data: its options, and its verbs with what each takes. Light, since everything begins here."""

from __future__ import annotations

from pathlib import Path

import msgspec


class Options(msgspec.Struct, frozen=True):
    """The command line."""

    verb: str
    state: Path
    lab: str = ""
    scenario: Path | None = None
    """A scenario file of the operator's own, named in place of a lab."""
    fresh: bool = False
    json: bool = False
    session: str = ""
    answers: Path | None = None
    digest: str = ""
    offers: tuple[str, ...] = ()
    html: bool = False
    arguments: tuple[str, ...] = ()
    """What stands behind the verb, for one that takes words."""
    plain: bool = False
    """No pages, although there is a terminal."""

    @property
    def pages(self) -> bool:
        """The operator wants to be guided: nothing says what is to be done, or with what."""
        return not (self.verb or self.json or self.plain or self.answers)


class Verb(msgspec.Struct, frozen=True):
    """A verb: what it says of itself, and what it takes."""

    summary: str
    needs_target: bool = True
    takes_answers: bool = False
    takes_session: bool = False
    takes_digest: bool = False
    takes_offers: bool = False
    takes_html: bool = False
    takes_words: bool = False
    writes: bool = False
    """Holds the lock of its target."""


VERBS = {
    "check": Verb("every section's status, changing nothing", takes_answers=True),
    "plan": Verb("every change in order, with its undo, changing nothing", takes_answers=True),
    "apply": Verb("do it, without questions", takes_answers=True, takes_digest=True, writes=True),
    "undo": Verb(
        "put everything back that a session changed",
        takes_session=True, takes_digest=True, takes_offers=True, writes=True,
    ),
    "sessions": Verb("the sessions of a target"),
    "report": Verb("the report of a session", takes_session=True, takes_html=True),
    "labs": Verb(
        "the practice labs; `advance NAME 1d`, `fault NAME OPERATION KIND`, `heal NAME`",
        needs_target=False, takes_words=True,
    ),
    "operations": Verb("every operation the wizard knows", needs_target=False),
}  # fmt: skip
