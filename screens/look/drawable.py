"""Which characters a level can draw, and what stands for those that it cannot: one character for one, as wide as it."""

from __future__ import annotations

import functools
import unicodedata

from screens.look.glyphs import MARKS, SIGNS, GlyphLevel

UNKNOWN = "?"
"""Stands for a symbol that nothing is known of."""

WGL4_SYMBOLS = frozenset(
    "˘˙˚˛˜˝΄΅\u0387–—―‗‘’‚‛“”„†‡•…‰′″‹›‼‾⁄ⁿ₣₤₧€℅ℓ№™Ω℮⅛⅜⅝⅞←↑→↓↔↕↨∂∆∏∑−∕∙√∞∟∩∫≈≠≡≤≥⌂⌐⌠⌡"
    "─│┌┐└┘├┤┬┴┼═║╒╓╔╕╖╗╘╙╚╛╜╝╞╟╠╡╢╣╤╥╦╧╨╩╪╫╬▀▄█▌▐░▒▓■□▪▫▬▲►▼◄◊○●◘◙◦☺☻☼♀♂♠♣♥♦♪♫"
) | {chr(code) for code in range(0xA0, 0x100) if code != 0xAD}
"""Beyond ASCII and letters: what Windows Glyph List 4 has of them (OpenType specification, WGL4)."""

_LINES = {
    frozenset(arms.split()): (light, plain)
    for arms, light, plain in (
        ("LEFT RIGHT", "─", "-"), ("UP DOWN", "│", "|"), ("LEFT", "─", "-"), ("RIGHT", "─", "-"), ("UP", "│", "|"),
        ("DOWN", "│", "|"), ("DOWN RIGHT", "┌", "+"), ("DOWN LEFT", "┐", "+"), ("UP RIGHT", "└", "+"),
        ("UP LEFT", "┘", "+"), ("UP DOWN RIGHT", "├", "+"), ("UP DOWN LEFT", "┤", "+"), ("DOWN LEFT RIGHT", "┬", "+"),
        ("UP LEFT RIGHT", "┴", "+"), ("UP DOWN LEFT RIGHT", "┼", "+"),
    )
}  # fmt: skip
"""A line by the sides it goes to: light, and in ASCII."""

_ODD = {"═": "=", "╱": "/", "╲": "\\", "╳": "x"}
"""Lines that are not told by their sides."""

_TABLE = """
▁ _ _   ▂ _ _   ▃ ▄ =   ▄ ▄ _   ▅ ▄ =   ▆ █ #   ▇ █ #   █ █ #   ▀ ▀ -   ▔ ─ -
▉ █ #   ▊ ▌ |   ▋ ▌ |   ▌ ▌ |   ▍ ▌ |   ▎ ▌ |   ▏ │ |   ▕ │ |   ▐ ▐ |
▖ ▄ +   ▗ ▄ +   ▘ ▀ +   ▝ ▀ +   ▙ █ +   ▟ █ +   ▛ █ +   ▜ █ +   ▚ █ +   ▞ █ +   ░ ░ :   ▒ ▒ %   ▓ ▓ #
✔ √ +   ☑ √ +   ✅ √ +  ✘ × x   ✕ × x   ✖ × x   ☒ × x   ❌ × x  ☐ □ o   ⊘ ■ #   ⚠ ▲ ^   ❗ ! !  ❓ ? ?
▶ ► >   ▸ ► >   ▷ ► >   ❯ ► >   ‣ ► >   ⏵ ► >   ◀ ◄ <   ◂ ◄ <   ◁ ◄ <   ❮ ◄ <   ▾ ▼ v   ▴ ▲ ^   △ ▲ ^   ▽ ▼ v
⭘ ○ o   ◯ ○ o   ◌ ○ o   ◎ ● @   ◉ ● @   ⬤ ● @   ◆ ♦ *   ◇ ◊ *   ★ ☼ *   ☆ ☼ *   ⭑ ☼ *   ⬛ ■ #  ⬜ □ o
⏎ ◄ <   ↵ ◄ <   ⌫ ← <   ⇥ → >   ⭾ → >   ⇤ ← <   ␣ _ _   ⇒ → >   ⇐ ← <   ⇑ ↑ ^   ⇓ ↓ v   ➜ → >   ⟶ → >   ⋯ … ~
− − -   ∙ ∙ .   · · .   ° ° o   ± ± +   × × x   ÷ ÷ /   ¿ ¿ ?   ¡ ¡ !   ¦ ¦ :   § § S   ¶ ¶ P   © © c   ® ® r
« « <   » » >   ‹ ‹ <   › › >   ´ ´ '   ¨ ¨ "   ¯ ¯ -   ¸ ¸ ,   ¬ ¬ -   ¢ ¢ c   £ £ L   ¤ ¤ $   ¥ ¥ Y   € € E
‘ ‘ '   ’ ’ '   ‚ ‚ '   ‛ ‛ '   “ “ "   ” ” "   „ „ "   ‟ " "   ′ ′ '   ″ ″ "   † † +   ‡ ‡ +   ‼ ‼ !   ⁄ ⁄ /   ∕ ∕ /
← ← <   ↔ ↔ -   ↕ ↕ |   √ √ +   ≈ ≈ ~   ≠ ≠ #   ≡ ≡ =   ≤ ≤ <   ≥ ≥ >   ◄ ◄ <   ► ► >   ▼ ▼ v   ▬ ▬ -
□ □ o   ▪ ▪ *   ▫ ▫ o   ◦ ◦ o   ◊ ◊ *   ♦ ♦ *   ◘ ◘ *   ◙ ◙ @   ∞ ∞ 8   ⌂ ⌂ ^   ☼ ☼ *   ‾ ‾ -   ‗ ‗ =
"""
"""What Textual's widgets and texts have of signs: the character, what it is on WGL4, and in ASCII."""


def drawn(char: str, level: GlyphLevel) -> str:
    """What stands for one character on a level, one cell wide; the character itself where the level has it.

    Letters, accents and digits of any script are data and stay, and so does the punctuation of scripts of two cells:
    whoever sees the one sees the other.
    """
    if char.isascii() or level is GlyphLevel.FULL:
        return char
    if level is GlyphLevel.WGL4 and char in WGL4_SYMBOLS:
        return char
    category = unicodedata.category(char)
    if category == "Nd" or (category[0] in "LM" and not _selects_a_variant(char)):
        return char
    if category[0] == "P" and unicodedata.east_asian_width(char) in {"W", "F"}:
        return char
    if category in {"Cf", "Cc"} or _selects_a_variant(char):
        return ""
    wgl4, plain = _instead().get(char) or _line(char) or ((_by_category(char, category),) * 2)
    return wgl4 if level is GlyphLevel.WGL4 else plain


@functools.cache
def _instead() -> dict[str, tuple[str, str]]:
    words = _TABLE.split()
    table = {char: (wgl4, plain) for char, wgl4, plain in zip(words[::3], words[1::3], words[2::3], strict=True)}
    for glyph in (*MARKS.values(), *(sign.glyph for sign in SIGNS.values())):
        for full, wgl4, plain in zip(glyph.full, glyph.wgl4, glyph.ascii, strict=True):
            table[full] = table[wgl4] = (wgl4, plain)
    return table


def _line(char: str) -> tuple[str, str] | None:
    """A line of Unicode's box drawing by its name, which says to which sides it goes."""
    if not "─" <= char <= "╿":
        return None
    if char in _ODD:
        return _ODD[char], _ODD[char]
    name = unicodedata.name(char).replace("VERTICAL", "UP DOWN").replace("HORIZONTAL", "LEFT RIGHT")
    light, plain = _LINES[frozenset(name.split()) & {"UP", "DOWN", "LEFT", "RIGHT"}]
    return light, "=" if name.endswith("DOUBLE LEFT RIGHT") else plain


def _by_category(char: str, category: str) -> str:
    """ASCII for a sign that no table has."""
    plain = unicodedata.normalize("NFKC", char)
    if len(plain) == 1 and plain.isascii() and plain.isprintable():
        return plain
    return {"Zs": " ", "Pd": "-", "Pc": "_", "Ps": "(", "Pe": ")", "Pi": '"', "Pf": '"'}.get(category, UNKNOWN)


def _selects_a_variant(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f"
