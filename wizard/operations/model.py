"""What an operation, a question and an answer are."""

from __future__ import annotations

import enum
from typing import Annotated, Any, ClassVar, Generic, TypeVar, get_args

import msgspec

R = TypeVar("R")


class Role(enum.Enum):
    """Which machine an operation is done on."""

    WSUS = "wsus"
    SITE = "site"
    CLIENT = "client"
    HERE = "here"
    """The computer that the wizard runs on."""


class Kind(enum.Enum):
    """What an operation is for."""

    READ = "read"
    CHANGE = "change"
    PROOF = "proof"
    """Tries what others will do, on a connection of its own. Changes nothing."""


class Data(msgspec.Struct, frozen=True, rename="pascal", forbid_unknown_fields=True):
    """Base of what crosses the door of a server. Field names are PascalCase there, as PowerShell has them."""

    __test__: ClassVar[bool] = False
    """Names begin with verbs, Test among them: a test runner is not meant."""


class Named(msgspec.Struct, frozen=True, tag="named"):
    """The name of something that does not exist yet (the thumbprint of a certificate not issued yet).

    A plan holds the name for ever, so that its digest does not change when the value is brought forth.
    """

    name: str


Text = str | Named
"""A parameter that may stand for something not brought forth yet. The engine fills it in before the operation runs."""

SETTING = msgspec.Meta(extra={"setting": True})
"""Marks a result field as a setting: what undo restores and what "equal settings" compares."""

SettingText = Annotated[str, SETTING]
SettingNumber = Annotated[int, SETTING]
SettingSwitch = Annotated[bool, SETTING]


class Setting(Data, frozen=True):
    """One value of a server: where it is and what it is. An absent one reads as empty text."""

    path: str
    value: Text


class Written(Data, frozen=True):
    """What a change returns: the settings as they were before, and what a native program printed, if one ran."""

    former: tuple[Setting, ...] = ()
    output: str = ""
    exit_code: int = 0


class Operation(Data, Generic[R], frozen=True):
    """A named, typed read, change or proof. Its fields are its parameters; parameters are data, never script text.

    A change names the whole wanted state and writes only what is not yet as wanted, so that repeating it is harmless.
    """

    name: ClassVar[str]
    kind: ClassVar[Kind] = Kind.READ
    roles: ClassVar[tuple[Role, ...]] = (Role.WSUS,)
    seconds: ClassVar[int] = 60
    """After this long it is cancelled, and what it did is observed before anything else."""
    area: ClassVar[str] = ""
    """The first part of the paths of the settings that a change writes."""
    fresh: ClassVar[bool] = False
    """On a real server it needs a process of its own: what one keeps would reach the proof, and nothing else helps."""
    alike: ClassVar[bool] = False
    """Its answer has long lists, and each object in one has all the fields of its type: it is read faster for that."""

    def on(self, role: Role) -> Question[R]:
        """This operation, asked of the machine of a role. ValueError where it is not done there."""
        if role not in self.roles:
            raise ValueError(f"{self.name} is not done on role {role.value}")
        return Question(self, role)


class Question(msgspec.Struct, Generic[R], frozen=True):
    """The key of what was seen: an operation with its parameters, and the role it is asked of."""

    operation: Operation[R]
    role: Role


class OperationError(Data, frozen=True):
    """Why an operation gave no answer. `text` is the server's own and may be in any language: nothing decides by it."""

    type: str
    """The exception's type name, or Timeout."""
    hresult: str = ""
    """As 0x80072F8F; empty where there is none."""
    text: str = ""
    line: int = 0
    """Line of the script; 0 where there is none."""
    error_id: str = ""
    """PowerShell's fully qualified id of the error; empty where it has none."""


class OperationFailed(Exception):
    """The operation failed or ran into its time limit. What it did before that is for the next read to tell."""

    def __init__(self, error: OperationError) -> None:
        super().__init__(f"{error.type} {error.hresult} {error.text}".strip())
        self.error = error


class Unreachable(Exception):
    """The machine of a role cannot be asked at all (or its role is not served by this target)."""


class CannotTell(msgspec.Struct, frozen=True):
    """Takes the place of a result that could not be had. Never to be read as "none"."""

    question: Question[Any]
    error: OperationError


def result_type(operation: type[Operation[R]]) -> type[R]:
    """The type that an operation's answer decodes to."""
    for base in getattr(operation, "__orig_bases__", ()):
        if arguments := get_args(base):
            found: type[R] = arguments[0]
            return found
    raise TypeError(f"{operation.__name__} does not name its result type")
