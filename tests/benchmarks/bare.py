"""A bare Textual app, to compare with: a Header, a Footer, one Static."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, Static

TEXT = "Nothing but this line."


class Bare(App[None]):
    """Does nothing."""

    def compose(self) -> ComposeResult:
        yield Header()
        yield Footer()
        yield Static(TEXT)


if __name__ == "__main__":
    Bare().run()
