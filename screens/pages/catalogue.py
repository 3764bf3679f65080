"""Every page but the overview, by name."""

from __future__ import annotations

from screens.pages.bind import BindPage
from screens.pages.certificate import CertificatePage
from screens.pages.report import ReportPage
from screens.pages.request import RequestPage
from screens.pages.section import SectionPage
from screens.pages.switch import SwitchPage
from screens.pages.undo import UndoPage
from screens.parts.page import Page
from screens.texts.standing import KEYS

BESIDES: dict[str, type[Page]] = {
    "request": RequestPage,
    "switch": SwitchPage,
    "report": ReportPage,
    "undo": UndoPage,
}


OF_SECTION: dict[str, type[SectionPage]] = {"certificate": CertificatePage, "bind": BindPage}
"""Sections whose page has more than the others'."""


def page(name: str) -> Page:
    """A new page. KeyError where there is none of this name: a fault of ours."""
    if name in KEYS:
        return OF_SECTION.get(name, SectionPage)(name)
    return BESIDES[name]()
