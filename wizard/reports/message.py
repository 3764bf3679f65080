"""A message for the people who run the CA: what to give to whom, ready to be copied into a mail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wizard.engine.session import Session
from wizard.reports.document import Code, Heading, Paragraph
from wizard.reports.known import ends
from wizard.reports.words import phrase, say
from wizard.rules.findings import Finding

ASKED_FOR = re.compile(r"(?P<account>[^|]+) \| (?P<template>.+) \| (?P<authority>[^|]*)")
"""What the finding read: whose permission is missing, on which template, and the CA that publishes it."""


def message_in(findings: Iterable[Finding]) -> str:
    """The message that one of the findings is about; empty where there is nothing to ask for."""
    for found in findings:
        if found.code == "request.to-ask-for" and (read := ASKED_FOR.fullmatch(found.seen)):
            return "\n".join(_lines(found.machine, **read.groupdict()))
    return ""


def _lines(machine: str, account: str, template: str, authority: str) -> Iterator[str]:
    computer = account.endswith("$")
    yield say("message.subject", template=template, machine=machine)
    yield ""
    yield say("message.why", machine=machine)
    yield say("message.ask")
    yield ""
    yield say("message.template", template=template)
    if authority:
        yield say("message.authority", authority=authority)
    yield say("message.computer" if computer else "message.user", account=account, machine=machine)
    yield say("message.permissions")
    yield ""
    yield say("message.where", template=template)
    yield say("message.key")
    if computer:
        yield say("message.group", machine=machine)


def message(session: Session) -> Iterator[Heading | Paragraph | Code]:
    """The message in a report, where the last run ended for want of that permission."""
    end = ends(session).get("certificate")
    if end and (text := message_in(end.findings)):
        yield Heading(2, phrase("heading.message"))
        yield Paragraph(phrase("message.what"))
        yield Code(text)
