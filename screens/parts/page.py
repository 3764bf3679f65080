"""The frame of every page: whose server and how far above, what state it is in and the keys below."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

import msgspec
from rich.console import RenderableType
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from screens.texts.layout import paragraph, plain, stacked
from screens.texts.state import banner, side_list, state_of, strip
from screens.texts.words import say

if TYPE_CHECKING:
    from screens.app import Wizard
    from screens.look.glyphs import Look
    from wizard.engine.guide import View

LEAST = (60, 20)
"""Columns and rows below which a page only says what it needs."""
WIDE = 110


class Key(msgspec.Struct, frozen=True):
    """A key of the last line."""

    key: str
    code: str
    """Code of its label."""
    active: bool = True


class Body(VerticalScroll, can_focus=False):
    """What scrolls: never a stop of Tab by itself."""

    class Scrolled(Message):
        """Another part of it is seen."""

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Scrolled())


class Page(Screen[None]):
    """Base of all pages."""

    AUTO_FOCUS = "#next"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", show=False),
        Binding("f2", "details", show=False),
        Binding("f5", "check", show=False),
        Binding("f6", "by_hand", show=False),
        Binding("f9", "main", show=False),
        Binding("escape", "back", show=False),
        Binding("f10,ctrl+q", "leave", show=False, priority=True),
        Binding("pagedown", "scroll_body(1)", show=False),
        Binding("pageup", "scroll_body(-1)", show=False),
        Binding("end", "to_end(1)", show=False),
        Binding("home", "to_end(-1)", show=False),
    ]

    section = ""
    """Key of the section that the page is about; empty where it is about none."""
    help_code = "overview"

    def __init__(self) -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
        self.add_class("-narrow")    # what it most likely is: nothing has to be styled twice then
        self.details = False
        self._redrawn = False
        self._more = False
        """The page goes on below what is seen of it."""

    @property
    def wizard(self) -> Wizard:
        return cast("Wizard", self.app)

    @property
    def view(self) -> View | None:
        return self.wizard.view

    @property
    def look(self) -> Look:
        return self.wizard.look

    def compose(self) -> ComposeResult:
        yield Static(id="too-small")
        with Vertical(id="frame"):
            yield Static(id="top")
            yield Static(id="strip")
            yield Static(id="rule-above")
            with Horizontal(id="middle"):
                yield Static(id="side")
                with Vertical(id="content"):
                    with Body(id="body"):
                        yield from self.body()
                    yield from self.beneath()
                    with Horizontal(id="buttons"):
                        yield from self.buttons()
            yield Static(id="rule-below")
            yield Static(id="state")
            yield Static(id="keys")

    def body(self) -> ComposeResult:
        """What is between the lines."""
        yield from ()

    def beneath(self) -> ComposeResult:
        """What stays in view below what scrolls."""
        yield from ()

    def buttons(self) -> ComposeResult:
        """For those who Tab: what the keys do, below what scrolls."""
        yield from ()

    def found_again(self) -> None:
        """Shown once more, as it was left; but an impatient Enter must not meet the button that changes something."""
        if self.focused is not None and self.focused.id == "main":
            self.query_one(self.AUTO_FOCUS).focus()

    def settled(self) -> None:
        """A form that belongs to the page was filled in."""

    def keys(self) -> tuple[Key, ...]:
        """The keys of this page, as they are now."""
        return (Key("F10", "key.leave"),)

    def show(self) -> None:
        """Draw what the page says from the view as it is now."""

    def below_trouble(self, text: RenderableType) -> RenderableType:
        """A text; above it what kept the last job from being done, if something did."""
        trouble = self.wizard.trouble
        return stacked(paragraph(say("trouble.title"), "bold"), paragraph(trouble), "", text) if trouble else text

    def on_mount(self) -> None:
        # How long a text is, is known when it has been laid out.
        self.screen_layout_refresh_signal.subscribe(self, lambda _: self._show_more())
        self.redraw()

    def on_screen_resume(self) -> None:
        self.redraw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where the window is too small to read the page, its keys do nothing: only leaving goes on."""
        return action == "leave" or not self.has_class("-tiny")

    def on_resize(self) -> None:
        width, height = self.app.size
        self.set_class(width < LEAST[0] or height < LEAST[1], "-tiny")
        self.redraw()

    def redraw(self) -> None:
        """Everything anew, once for all who ask for it in the same moment."""
        if not self._redrawn and self.is_mounted:
            self._redrawn = True
            self.call_next(self._redraw)

    def _redraw(self) -> None:
        self._redrawn = False
        if not self.query("#keys"):
            return
        width, height = self.app.size
        least_width, least_height = LEAST
        size = {"width": width, "height": height, "least_width": least_width, "least_height": least_height}
        self.put("#too-small", say("too-small", **size))
        self._frame(width)
        self.show()
        self._keep_focus()

    def _frame(self, width: int) -> None:
        title = self.wizard.title_text
        room = max(1, width - len(say("product")) - 3)
        self.query_one("#top", Static).update(plain(f" {say('product')} {title[:room]:>{room}}", "bold"))
        self.query_one("#strip", Static).update(strip(self.view, self.section, self.look, width < 70))
        self.query_one("#side", Static).update(side_list(self.view, self.section, self.look))
        self.query_one("#rule-above", Static).update(Text(self.look.rule * width))
        self._rule_below(width)
        self.show_state()
        self.show_keys()
        self.call_after_refresh(self._show_more)

    def _keep_focus(self) -> None:
        """What had the focus may be hidden now: then Enter and Tab begin where the page does."""
        above = [] if self.focused is None else self.focused.ancestors_with_self
        shown = bool(above) and all(node.display for node in above if isinstance(node, Widget))
        if self.is_current and self.has_class("-tiny"):
            self.set_focus(None)
        elif self.is_current and not shown:
            self.query_one(self.AUTO_FOCUS).focus()

    def _show_more(self) -> None:
        """Whether the page goes on below, in the line under it."""
        body = self.query_one("#body", Body) if self.is_attached else None
        more = body is not None and body.scroll_y < body.max_scroll_y
        if more != self._more:
            self._more = more
            self._rule_below(self.app.size.width)

    def _rule_below(self, width: int) -> None:
        line, hint = self.look.rule, say("more") if self._more else ""
        self.query_one("#rule-below", Static).update(Text(line * (width - len(hint) - 2) + hint + line * 2))

    def tick(self) -> None:
        """A second has gone by; a page that is just being put up has no line yet that says so."""
        if self.query("#state"):
            self.show_state()

    def show_state(self) -> None:
        """The line above the keys: the window where it is open, else what state the server is in."""
        is_open, elapsed = self.wizard.window
        state = say("state.unknown") if self.wizard.trouble and self.view is None else state_of(self.view, self.section)
        line = banner(elapsed, self.look) if is_open else plain(f" {state}")
        self.query_one("#state", Static).update(line)

    def show_keys(self) -> None:
        """The last line."""
        line = Text(" ")
        for key in self.keys():
            line.append(key.key, style="reverse" if key.active else "dim")
            line.append(f" {say(key.code)}  ", style="" if key.active else "dim")
        self.query_one("#keys", Static).update(line)

    def put(self, selector: str, text: str) -> None:
        """Text as it is into a Static."""
        self.query_one(selector, Static).update(plain(text))

    def action_scroll_body(self, direction: int) -> None:
        body = self.query_one("#body", Body)
        body.scroll_relative(y=direction * max(1, body.size.height - 2), animate=False)

    def action_to_end(self, direction: int) -> None:
        body = self.query_one("#body", Body)
        body.scroll_to(y=body.max_scroll_y if direction > 0 else 0, animate=False)

    def on_body_scrolled(self, event: Body.Scrolled) -> None:
        event.stop()
        self._show_more()

    def to_the_top(self) -> None:
        """Something was done: what came of it stands at the top."""
        self.query_one("#body", Body).scroll_home(animate=False)

    def action_help(self) -> None:
        self.wizard.show_help(self.help_code)

    def action_details(self) -> None:
        self.details = not self.details
        self.redraw()

    def action_check(self) -> None:
        self.wizard.check_again()

    def action_by_hand(self) -> None:
        """The tutorial's clicks, where the page has some."""

    def action_main(self) -> None:
        """What F9 does here: nothing, unless the page says otherwise."""

    def action_back(self) -> None:
        self.wizard.back()

    def action_leave(self) -> None:
        self.wizard.ask_to_leave()
