"""The theme: the terminal's own colours, and reverse video for where you are (by `here_filter`)."""

from __future__ import annotations

from textual.theme import Theme

from screens.look.here_filter import HERE

_DEFAULT = "ansi_default"

THEME = Theme(
    name="wsus-tls",
    ansi=True,
    primary="ansi_cyan",
    secondary="ansi_cyan",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
    accent="ansi_cyan",
    foreground=_DEFAULT,
    background=_DEFAULT,
    surface=_DEFAULT,
    panel=_DEFAULT,
    boost=_DEFAULT,
    dark=True,
    variables={
        # Textual's own ansi themes use magenta and blue, which a PowerShell window swallows, and black and white, of
        # which one or the other is the background. The default colours reversed are right on any, and without colour.
        "ansi-background": _DEFAULT,
        "ansi-foreground": _DEFAULT,
        "block-cursor-foreground": _DEFAULT,
        "block-cursor-background": HERE,
        "block-cursor-text-style": "none",
        "block-cursor-blurred-foreground": _DEFAULT,
        "block-cursor-blurred-background": _DEFAULT,
        "block-cursor-blurred-text-style": "underline",
        "block-hover-background": _DEFAULT,
        "border": "ansi_cyan",
        "border-blurred": _DEFAULT,
        "button-focus-text-style": "bold",
        "input-cursor-foreground": _DEFAULT,
        "input-cursor-background": _DEFAULT,
        "input-cursor-text-style": "reverse",
        "input-selection-foreground": _DEFAULT,
        "input-selection-background": HERE,
        "screen-selection-foreground": _DEFAULT,
        "screen-selection-background": HERE,
        "footer-key-foreground": "ansi_cyan",
        "link-color": "ansi_cyan",
        "link-color-hover": _DEFAULT,
        "link-background-hover": HERE,
        "link-style-hover": "none",
        "scrollbar": _DEFAULT,
        "scrollbar-hover": _DEFAULT,
        "scrollbar-active": _DEFAULT,
        "scrollbar-background": _DEFAULT,
        "scrollbar-background-hover": _DEFAULT,
        "scrollbar-background-active": _DEFAULT,
        "markdown-h1-color": _DEFAULT,
        "markdown-h2-color": _DEFAULT,
        "markdown-h3-color": _DEFAULT,
        "markdown-h3-text-style": "bold",
        "markdown-h4-color": _DEFAULT,
        "markdown-h5-color": _DEFAULT,
        "markdown-h6-color": _DEFAULT,
    },
)
