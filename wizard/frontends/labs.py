"""`labs`: what there is to practise on, and a trainer's hand in it."""

from __future__ import annotations

from typing import get_args

from wizard.engine.codes import Exit
from wizard.engine.store import Store
from wizard.frontends.context import Context, UsageError
from wizard.lab.facts import FaultKind
from wizard.lab.lab import Lab
from wizard.lab.labs import labs
from wizard.operations.catalogue import BY_NAME
from wizard.rules.answers import duration

KINDS: tuple[FaultKind, ...] = get_args(FaultKind)
LONGEST_DAYS = 400
"""Every hour of a lab's time is worked through."""
USAGE = (
    "labs: expected nothing (the list), or one of\n"
    "  labs advance NAME DURATION         let time go by in a lab: 30m, 2h, 1d\n"
    "  labs fault NAME OPERATION KIND     let an operation go wrong: " + ", ".join(KINDS) + "\n"
    "  labs heal NAME                     no faults any more"
)


def labs_verb(context: Context) -> Exit:
    """The practice labs with one line each; or time and faults for one of them."""
    match context.options.arguments:
        case ():
            return _show(context)
        case ("advance", name, time):
            return _advance(context, name, time)
        case ("fault", name, operation, kind):
            return _fault(context, name, operation, kind)
        case ("heal", name):
            with _store(context, name).locked(), Lab.open(name, context.options.state / "labs") as lab:
                lab.heal()
            context.narration.say(f"{name}: every operation works again.")
            return Exit.SATISFIED
        case _:
            raise UsageError(USAGE)


def _show(context: Context) -> Exit:
    found = labs()
    if context.options.json:
        context.data(found)
    for lab in () if context.options.json else found:
        context.narration.say(f"{lab.name:<20} {lab.summary}")
    return Exit.SATISFIED


def _advance(context: Context, name: str, time: str) -> Exit:
    length = duration(time)
    if length.days > LONGEST_DAYS:
        raise UsageError(f"{time} is too long: expected {LONGEST_DAYS}d at most.")
    with _store(context, name).locked(), Lab.open(name, context.options.state / "labs") as lab:
        lab.pause(length)
        now = lab.now()
    context.narration.say(f"{name}: it is {now:%Y-%m-%d %H:%M} UTC there now. Go on with the same command as before.")
    return Exit.SATISFIED


def _fault(context: Context, name: str, operation: str, kind: str) -> Exit:
    known = {known.lower(): known for known in BY_NAME}
    if operation.lower() not in known:
        raise UsageError(f"There is no operation {operation!r} (all of them: wsus-tls operations).")
    wanted = next((k for k in KINDS if k == kind), None)
    if wanted is None:
        raise UsageError(f"{kind!r} is no kind of fault: expected {', '.join(KINDS)}.")
    with _store(context, name).locked(), Lab.open(name, context.options.state / "labs") as lab:
        lab.set_fault(known[operation.lower()], wanted)
    context.narration.say(f"{name}: the next {known[operation.lower()]} goes wrong ({kind}).")
    return Exit.SATISFIED


def _store(context: Context, name: str) -> Store:
    """Whoever works in the lab holds its lock."""
    return Store(context.options.state, f"lab:{name}", context.narration.say)
