"""Texts that must stay data, whatever they look like."""

from __future__ import annotations

from hypothesis import strategies as st

RAN = "$global:Ran = 1"
CODE = (
    f"$({RAN})`$(1)",
    f"'; {RAN}; '",
    f'"; {RAN}; "',
    f"\u2019; {RAN}; \u2018",
    f"a\n{RAN}",
    "*[a-z]*?'] | //*['",
    "..\\%SystemRoot%\\$env:SystemRoot",
    "-Flags",
    "\u00e4\U0001f512",
    "\u00ad",
)
"""Code, patterns, paths, names of parameters, characters beyond a code page, one that a comparison may pass over."""
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40)
