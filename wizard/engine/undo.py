"""Putting things back: value by value, only where a value still reads as we wrote it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from wizard.engine.events import Event, Restored
from wizard.engine.events import Restoring as RestoringEvent
from wizard.engine.journal import Journal
from wizard.engine.observe import Observer
from wizard.engine.records import Restoring
from wizard.engine.session import Session
from wizard.engine.undo_list import NEEDED_BY_SITE, AwaitWcm, Remove, Restore, UndoList, Value
from wizard.operations.certificates import GetPersonalCertificate
from wizard.operations.logs import Log, LogMark
from wizard.operations.model import CannotTell, Operation, OperationFailed, Role, Setting, Unreachable, Written
from wizard.operations.settings import same
from wizard.operations.site import GetSoftwareUpdatePoint
from wizard.operations.wsus import GetWsusSetup
from wizard.rules.answers import Answers
from wizard.rules.evidence import tail
from wizard.rules.findings import Finding, Level, finding, unread
from wizard.rules.logs import after, records
from wizard.rules.seen import Seen
from wizard.rules.wcm import wcm_verdict
from wizard.steps.assessment import Call
from wizard.steps.describe import describe, value_text


class Undoer:
    """Works off an undo list. What stays different is a finding; none means that all of it reads back."""

    def __init__(
        self, observer: Observer, journal: Journal, answers: Answers, listener: Callable[[Event], None]
    ) -> None:
        self.observer = observer
        self.journal = journal
        self.answers = answers
        self.tell = listener
        self._doubtful: Collection[str] = ()
        self._closing = False
        self._flag_stays = False

    def work_off(self, what: UndoList, doubtful: Collection[str] | None = None) -> tuple[Finding, ...]:
        """All entries in order; a failure does not keep the later ones from being put back.

        With `doubtful` it closes a window of ours, which is worth more than a read: what cannot be read is written all
        the same, and so are the doubtful paths, whose change was made but did not read back.
        """
        found: list[Finding] = []
        self._closing, self._doubtful = doubtful is not None, doubtful or ()
        for entry in what.entries:
            needed = isinstance(entry, Restore) and entry.area in NEEDED_BY_SITE
            if isinstance(entry, Restore) and needed and self._flag_stays and not self._closing:
                # The site still goes by https: what it needs is not taken away under it.
                machine = self.observer.target.machine(entry.writer.role)
                found.append(finding("engine.undo.held-back", Level.ERROR, machine, path=entry.area))
            elif isinstance(entry, Restore):
                wrong = tuple(self._restore(entry))
                self._flag_stays = self._flag_stays or (entry.area == "sup" and bool(wrong))
                found += wrong
            elif isinstance(entry, AwaitWcm):
                found += self._await_wcm(entry)
            else:
                found += self._remove(entry)
        return tuple(found)

    def _restore(self, entry: Restore) -> Iterator[Finding]:
        machine = self.observer.target.machine(entry.writer.role)
        seen = self._look(entry)
        present = {path: str(setting.value) for path, setting in seen.settings().items()}
        if failed := next((f for q in entry.reads if (f := seen.failed(q))), None):
            yield unread(entry.writer.what, failed.error, machine)
            if not self._closing:
                return
            present = {value.path: value.wrote for value in entry.values}
        foreign = [v for v in entry.values if _foreign(v, present)]
        yield from (_left_alone(value, present.get(value.path, ""), machine) for value in foreign)
        ours = [v for v in entry.values if v not in foreign and self._wanted(v, present)]
        if not ours or (foreign and entry.writer.whole):
            self.tell(Restored(entry.area, "left alone" if foreign else "skipped"))
            return
        restored = entry.values if entry.writer.whole else tuple(ours)
        settings = tuple(Setting(value.path, value.former) for value in restored)
        operation = entry.writer.writes(settings, self._site_code(seen))
        title = describe(operation).title
        self.tell(RestoringEvent(title))
        error = self._write(operation, entry.writer.role, settings, entry.area)
        wrong = tuple(self._read_back(entry, restored, error, title, machine))
        yield from wrong
        if error and entry.writer.restarts and not wrong:
            # The values are back, so writing them again only restarts what uses them.
            self.tell(RestoringEvent(title))
            again = self._write(operation, entry.writer.role, settings, entry.area)
            self.tell(Restored(title, "not proven" if again else "restored"))
            if again:
                yield finding("engine.undo.not-restarted", Level.ERROR, machine, seen=again, title=title)

    def changed_since(self, what: UndoList) -> tuple[Finding, ...]:
        """Looked at once more at the end: what somebody (or WCM) has set again meanwhile is named."""
        found: list[Finding] = []
        for entry in what.entries:
            if isinstance(entry, Restore):
                present = {path: str(setting.value) for path, setting in self._look(entry).settings().items()}
                machine = self.observer.target.machine(entry.writer.role)
                found += [
                    _left_alone(value, present.get(value.path, ""), machine)
                    for value in entry.values
                    if not same(present.get(value.path, ""), value.former)
                ]
        return tuple(found)

    def _wanted(self, value: Value, present: Mapping[str, str]) -> bool:
        """It is not as before; or it only seems so, being doubtful."""
        return not same(present.get(value.path, ""), value.former) or value.path in self._doubtful

    def _write(self, operation: Operation[Written], role: Role, settings: tuple[Setting, ...], area: str) -> str:
        marks = (self.observer.mark(Log.WCM),) if area == "sup" else ()
        self.journal.append(Restoring(Call.of(operation, role), settings, marks))
        try:
            self.observer.target.run(operation.on(role))
        except OperationFailed as failed:
            return str(failed)
        except Unreachable as failed:
            return f"Unreachable {failed}".strip()
        return ""

    def _read_back(
        self, entry: Restore, restored: tuple[Value, ...], error: str, title: str, machine: str
    ) -> Iterator[Finding]:
        seen = self._look(entry)
        if failed := next((f for q in entry.reads if (f := seen.failed(q))), None):
            yield unread(entry.writer.what, failed.error, machine)
            self.tell(Restored(title, "not proven"))
            return
        present = {path: str(setting.value) for path, setting in seen.settings().items()}
        different = [value for value in restored if not same(present.get(value.path, ""), value.former)]
        for value in different:
            now = present.get(value.path, "")
            yield finding("engine.undo.not-restored", Level.ERROR, machine, seen=error or f"{value.path} = {now}",
                          path=value.path, value=value_text(now), expected=value_text(value.former))  # fmt: skip
        self.tell(Restored(title, "not restored" if different else "restored"))

    def _site_code(self, seen: Seen) -> str:
        """As read now, else as the change had it."""
        site = seen.read(GetSoftwareUpdatePoint().on(Role.SITE))
        made = (str(i.call.parameters.get("SiteCode", "")) for i in Session(self.journal.records).intents)
        return site.site_code if site else next((code for code in made if code), "")

    def _look(self, entry: Restore) -> Seen:
        return self.observer.observe([lambda _answers, _seen: entry.reads], self.answers)

    def _await_wcm(self, entry: AwaitWcm) -> Iterator[Finding]:
        title = finding("wait.wcm-back", Level.INFO, "").text
        setup = self.observer.ask(GetWsusSetup().on(Role.WSUS))
        if not isinstance(setup, CannotTell) and not setup.using_ssl:
            self.tell(Restored(title, "skipped"))
            return
        self.tell(RestoringEvent(title))
        mark = self._mark()
        until = self.observer.now() + entry.patience
        while not self._wcm_is_back(mark):
            if self.observer.now() >= until:
                site = self.observer.target.machine(Role.SITE)
                self.tell(Restored(title, "not proven"))
                yield finding("engine.undo.not-proven", Level.ERROR, site, what=title)
                return
            self.observer.target.pause(entry.look_every)
        self.tell(Restored(title, "proven"))

    def _mark(self) -> LogMark | None:
        marks = [mark for r in self.journal.records if isinstance(r, Restoring) for mark in r.marks]
        return marks[-1] if marks else None

    def _wcm_is_back(self, mark: LogMark | None) -> bool:
        result = self.observer.ask(tail(Log.WCM))
        if isinstance(result, CannotTell):
            return False
        verdict = wcm_verdict(after(records(Log.WCM, result), result, mark))
        return verdict.state == "succeeded" and (verdict.endpoint is None or verdict.endpoint.scheme == "http")

    def _remove(self, entry: Remove) -> Iterator[Finding]:
        title = describe(entry.operation).title
        self.tell(RestoringEvent(title))
        error = self._write(entry.operation, Role.WSUS, (), "certificate")
        store = self.observer.ask(GetPersonalCertificate().on(Role.WSUS))
        thumbprint = entry.operation.thumbprint
        if isinstance(store, CannotTell) or any(c.thumbprint == thumbprint for c in store):
            machine = self.observer.target.machine(Role.WSUS)
            yield finding("engine.undo.not-restored", Level.ERROR, machine, seen=error,
                          path=f"certificate/{thumbprint}", value=thumbprint, expected=value_text(""))  # fmt: skip
            self.tell(Restored(title, "not restored"))
        else:
            self.tell(Restored(title, "restored"))


def _left_alone(value: Value, now: str, machine: str) -> Finding:
    return finding("engine.undo.left-alone", Level.ERROR, machine, seen=f"{value.path} = {now}", path=value.path,
                   value=value_text(now), expected=value_text(value.wrote))  # fmt: skip


def _foreign(value: Value, present: Mapping[str, str]) -> bool:
    """It reads neither as before nor as we wrote it."""
    now = present.get(value.path, "")
    return not same(now, value.former) and not same(now, value.wrote)


def undo_remarks(session: Session, what: UndoList, machine: str) -> Iterator[Finding]:
    """What is said before anything is put back: former values that were broken, and a certificate that stays."""
    for entry in what.entries:
        if isinstance(entry, Restore) and entry.area == "binding":
            line, bound = (v for v in entry.values if v.path.startswith("binding/"))
            if line.former and not bound.former:
                # The binding was there and served nothing: nobody could connect by https before either.
                yield finding("engine.undo.broken-before", Level.INFO, machine, path=bound.path)
    certificate = session.brought.get("certificate", "")
    if certificate and not any(isinstance(entry, Remove) for entry in what.entries):
        yield finding("engine.undo.certificate-stays", Level.INFO, machine, seen=certificate, thumbprint=certificate)
