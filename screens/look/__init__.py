"""The look at its lowest level: glyphs, colours and what the terminal can show, the same on every page.

No page and no sentence lives here. What decides about the terminal imports no Textual: it runs before that.
"""
