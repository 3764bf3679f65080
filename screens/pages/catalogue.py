"""Every page but the overview, by name."""

from __future__ import annotations

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


def page(name: str) -> Page:
    """A new page. KeyError where there is none of this name: a fault of ours."""
    if name in KEYS:
        return CertificatePage(name) if name == "certificate" else SectionPage(name)
    return BESIDES[name]()
