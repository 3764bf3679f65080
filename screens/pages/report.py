"""The report of this session, as it stands, and where it was saved."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Button, Static

from screens.backstage import Backstage
from screens.parts.page import Key, Page
from screens.texts.layout import labelled, paragraph, plain, stacked
from screens.texts.report import report_text
from screens.texts.words import say
from wizard.engine.guide import View
from wizard.engine.session import Session
from wizard.reports.keeping import Kept, keep, newest_of


class ReportPage(Page):
    """Comes here behind the last section: everything is looked at once more, and the report is written."""

    help_code = "report"

    def __init__(self) -> None:
        super().__init__()
        self._kept: Kept | None = None
        self._session: Session | None = None

    def body(self) -> ComposeResult:
        yield Static(id="text")

    def buttons(self) -> ComposeResult:
        yield Button(say("key.next", what=say("overview.title")), id="next", compact=True)

    def on_mount(self) -> None:
        super().on_mount()
        self._write()

    def found_again(self) -> None:
        """Opened once more: it may be about more than before."""
        super().found_again()
        self._write()

    def _write(self) -> None:
        view = self.view
        if view is None or self.wizard.working:
            return
        command = self.wizard.command

        def job(stage: Backstage) -> tuple[View, Session | None, Kept | None]:
            finished = view.session.ended is not None and view.session.ended.code == 0
            seen = stage.guide.finish()[1] if view.kept and view.satisfied and not finished else stage.guide.view
            session = seen.session if seen.kept else newest_of(stage.store)
            return seen, session, keep(stage.store, session, command) if session else None

        self.wizard.do(say("progress.finish"), job, self._written)

    def _written(self, result: tuple[View, Session | None, Kept | None]) -> None:
        view, self._session, self._kept = result
        self.wizard.take(view)

    def show(self) -> None:
        session = self._session
        if session is None or self._kept is None:
            text = stacked(plain(say("report.title"), "bold"), "", paragraph(say("report.none")))
        else:
            files = labelled([(say("report.saved"), str(self._kept.html)), ("", str(self._kept.markdown))])
            text = stacked(files, "", report_text(session, self.wizard.command, self.look))
        self.query_one("#text", Static).update(self.below_trouble(text))

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("F1", "key.help"), *((Key("PgDn", "key.more"),) if self._kept else ()), Key("F5", "key.check"),
            Key("Esc", "key.back"), Key("F10", "key.leave"),
        )  # fmt: skip

    def action_check(self) -> None:
        self._write()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.wizard.go("overview")
