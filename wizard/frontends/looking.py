"""`check` and `plan`: a look at everything, changing nothing."""

from __future__ import annotations

from typing import Any

import msgspec

from wizard.engine.codes import Exit
from wizard.engine.look import Look, Plan, in_turn, look, plan, unplannable
from wizard.engine.observe import Observer
from wizard.engine.session import Session
from wizard.engine.undo_list import AwaitWcm, Remove, Restore, UndoList, undo_list
from wizard.engine.way_back_folder import in_iis
from wizard.frontends.context import Context
from wizard.frontends.plain import Plain, heading
from wizard.operations.iis import BackupIisConfiguration
from wizard.operations.model import Role
from wizard.rules.answers import Answers
from wizard.rules.conditions import findings as gate_findings
from wizard.rules.findings import Finding, Level, finding
from wizard.rules.gate import overridable
from wizard.steps.assessment import Assessment, Change, Status
from wizard.steps.describe import before_after, describe, value_text
from wizard.steps.sections import section_words
from wizard.tutorial import SECTIONS


class SectionShown(msgspec.Struct, frozen=True):
    """A section as `check --json` gives it."""

    key: str
    title: str
    status: Status
    findings: tuple[Finding, ...]


class CheckShown(msgspec.Struct, frozen=True):
    """What `check --json` gives."""

    target: str
    satisfied: bool
    gate: tuple[Finding, ...]
    sections: tuple[SectionShown, ...]


def observer_of(context: Context, session: Session | None) -> Observer:
    """One that knows what a session has brought and where its logs stood."""
    observer = Observer(context.target)
    if session:
        observer.since, observer.brought = session.since, session.brought
        observer.in_session = session.changed_anything
    return observer


def check(context: Context) -> Exit:
    """Every section's status and findings."""
    context.introduce()
    session = context.current()
    answers = context.given() or (session.answers if session else Answers())
    now = look(observer_of(context, session), SECTIONS, answers)
    shown = in_turn(now.sections)
    if context.options.json:
        context.data(CheckShown(
            context.target.name, now.satisfied, gate_findings(now.gate),
            tuple(SectionShown(key, section_words(key).title, a.status, a.findings) for key, a in shown),
        ))  # fmt: skip
    else:
        _check_in_words(context.narration, context, now, shown, session)
    if now.satisfied:
        return Exit.SATISFIED
    return Exit.FAILED if any(a.status is Status.FAILED for _, a in shown) else Exit.CHANGES_NEEDED


def _check_in_words(
    say: Plain, context: Context, now: Look, shown: tuple[tuple[str, Assessment], ...], session: Session | None
) -> None:
    say.say(context.target.title)
    _window(say, now, session, context.target.machine(Role.WSUS))
    for key, assessment in shown:
        say.say()
        say.say(f"{heading(key)}: {assessment.status.value}")
        say.findings(assessment)
    if now.gate:
        say.say()
        say.say("The gate before the switch window")
        say.gate(now.gate, now.answers.overrides)


def _window(say: Plain, now: Look, session: Session | None, machine: str) -> None:
    if now.window == "open":
        whose = "found open, not by a session of ours" if not (session and session.window_open) else "opened by us"
        say.say(f"== SWITCH WINDOW OPEN == ({whose})")
        say.finding(finding("engine.window-still-open", Level.WARNING, machine))
    elif now.window == "cannot-tell":
        say.say("Whether the switch window is open cannot be told: see sections 4 and 7.")


class SettingShown(msgspec.Struct, frozen=True):
    path: str
    before: str
    after: str


class ChangeShown(msgspec.Struct, frozen=True):
    """A change as `plan --json` gives it."""

    id: str
    section: str
    operation: str
    role: Role
    machine: str
    parameters: dict[str, Any]
    settings: tuple[SettingShown, ...]
    brings: tuple[str, ...]
    unit: str
    offer: str
    """Name of the offer that it is; empty for a change that its section needs."""
    title: str
    command: str
    impact: str
    duration: str
    undo: str
    safe_to_stop_after: bool


class ConditionShown(msgspec.Struct, frozen=True):
    """A condition of the gate as `plan --json` gives it."""

    key: str
    holds: bool | None
    override: str
    overridable: bool
    asked_after: str
    finding: Finding


class PlanShown(msgspec.Struct, frozen=True):
    """What `plan --json` gives."""

    target: str
    digest: str
    window: str
    missing: tuple[str, ...]
    blocked: tuple[str, ...]
    """Keys of sections that someone else has to unblock before this plan can be carried out."""
    gate: tuple[ConditionShown, ...]
    changes: tuple[ChangeShown, ...]
    undo: tuple[str, ...]


def show_plan(context: Context) -> Exit:
    """Every change in order, with all that a change board wants to know."""
    context.introduce()
    session = context.unfinished()
    last = context.current()
    answers = context.given() or (last.answers if last else context.example())
    now = look(observer_of(context, session), SECTIONS, answers)
    wanted = plan(now.seen, SECTIONS, now.answers, session)
    missing = tuple(a.answer for _, a in now.sections if a.status is Status.NEEDS_ANSWER)
    undo = undo_list([(change.former, change.wanted) for change in wanted.changes])
    if context.options.json:
        context.data(_plan_data(context, now, wanted, missing, undo))
    else:
        _plan_in_words(context, now, wanted, undo)
    if missing:
        _name_missing(context, now)
        return Exit.USAGE
    if unread := unplannable(now.sections):
        context.narration.say(f"This plan is not complete: section {heading(unread[0])} could not be read.")
        context.narration.findings(unread[1])
        return Exit.WAITING
    return Exit.CHANGES_NEEDED if wanted.changes else Exit.SATISFIED


def _name_missing(context: Context, now: Look) -> None:
    for key, assessment in now.sections:
        if assessment.status is Status.NEEDS_ANSWER:
            context.narration.say(f"An answer is missing: {assessment.answer} (section {heading(key)}).")
            context.narration.findings(assessment)


def _plan_data(context: Context, now: Look, wanted: Plan, missing: tuple[str, ...], undo: UndoList) -> PlanShown:
    return PlanShown(
        target=context.target.name,
        digest=wanted.digest,
        window=now.window,
        missing=missing,
        blocked=tuple(key for key, _ in _blocked(now)),
        gate=tuple(
            ConditionShown(c.key, c.holds, c.override.value, overridable(c), c.asked_after, c.finding) for c in now.gate
        ),
        changes=tuple(_change_data(context, wanted, index) for index in range(len(wanted.changes))),
        undo=undo_lines(undo),
    )


def _change_data(context: Context, wanted: Plan, index: int) -> ChangeShown:
    change, words = wanted.changes[index], describe(wanted.changes[index].operation)
    return ChangeShown(
        id=wanted.ids[index],
        section=change.section,
        operation=change.operation.name,
        role=change.role,
        machine=context.target.machine(change.role),
        parameters=change.act.parameters,
        settings=tuple(SettingShown(*row) for row in before_after(change)),
        brings=change.brings,
        unit=change.unit,
        offer=change.offer,
        title=words.title,
        command=words.command.strip(),
        impact=words.impact,
        duration=words.duration,
        undo=words.undo,
        safe_to_stop_after=safe_after(wanted.changes, index),
    )


def safe_after(changes: tuple[Change, ...], index: int) -> bool:
    """Stopping between two changes of the switch window is not safe: there nobody gets an answer."""
    following = changes[index + 1 :]
    return changes[index].unit != "switch" or not any(change.unit == "switch" for change in following)


def _plan_in_words(context: Context, now: Look, wanted: Plan, undo: UndoList) -> None:
    say = context.narration
    say.say(f"Plan for {context.target.title}")
    say.say(f"Digest {wanted.digest}: {len(wanted.changes)} changes" if wanted.changes else "Nothing to change.")
    for key, assessment in _blocked(now):
        say.say()
        say.say(f"BLOCKED: this plan cannot be carried out before section {heading(key)} is unblocked.")
        say.findings(assessment)
    gate_shown = False
    for index, change in enumerate(wanted.changes):
        if change.unit == "switch" and not gate_shown:
            gate_shown = True
            _gate_in_words(say, now)
        _change_in_words(context, wanted, index)
    if any(in_iis(change.wanted) for change in wanted.changes):
        copy = describe(BackupIisConfiguration("wsus-tls-SESSION-TIME"))
        say.say()
        say.say("Besides, before IIS is first changed: a copy of its configuration")
        say.say(f"     > {copy.command}")
        say.say(f"     impact: {copy.impact}")
        say.say(f"     undo: {copy.undo}")
    if wanted.changes:
        say.say()
        say.say("Undo, in this order")
        for line in undo_lines(undo):
            say.say(f"  {line}")


def _blocked(now: Look) -> tuple[tuple[str, Assessment], ...]:
    return tuple((key, a) for key, a in in_turn(now.sections) if a.status is Status.BLOCKED)


def _gate_in_words(say: Plain, now: Look) -> None:
    say.say()
    opened = now.window == "open"
    say.say("The gate" + (" (the window is open already: shown, not asked)" if opened else " before the switch window"))
    say.gate(now.gate, now.answers.overrides)
    say.say()
    say.say("== In one go from here, no question between: the switch window ==")


def _change_in_words(context: Context, wanted: Plan, index: int) -> None:
    say, shown = context.narration, _change_data(context, wanted, index)
    say.say()
    say.say(f"{index + 1}. {shown.title}   [{shown.id}, section {heading(shown.section)}, on {shown.machine}]")
    if shown.offer:
        say.say(f"     an offer, which no section needs: {shown.offer}")
    for row in shown.settings:
        say.say(f"     {row.path}: {row.before} -> {row.after}")
    for line in shown.command.splitlines():
        say.say(f"     > {line}")
    for label, text in (("impact", shown.impact), ("duration", shown.duration), ("undo", shown.undo)):
        say.say(f"     {label}: {text}")
    if shown.safe_to_stop_after:
        say.say("     safe to stop after this")
    if shown.unit == "switch" and shown.safe_to_stop_after:
        say.say("     the window closes when WCM has connected over https")


def undo_lines(undo: UndoList) -> tuple[str, ...]:
    """An undo list, a line a value."""
    lines: list[str] = []
    for entry in undo.entries:
        if isinstance(entry, Restore):
            lines += [f"{v.path}: {value_text(v.wrote)} -> {value_text(v.former)}" for v in entry.values]
        elif isinstance(entry, AwaitWcm):
            lines.append(f"wait for {finding('wait.wcm-back', Level.INFO, '').text}")
        elif isinstance(entry, Remove):
            lines.append(describe(entry.operation).title)
    return tuple(lines)
