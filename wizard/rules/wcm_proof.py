"""Whether the site's component WCM has configured WSUS over https, judged by its log."""

from __future__ import annotations

from typing import Literal

import msgspec

from wizard.operations.logs import Log
from wizard.operations.model import CannotTell, OperationError, Question, Role
from wizard.operations.wsus import TestWsusConnection, WsusConnection
from wizard.rules.evidence import belongs, decided, fresh
from wizard.rules.logs import Endpoint, Verdict
from wizard.rules.seen import Seen
from wizard.rules.wcm import endpoints_named, names_local, wcm_verdict


class WcmProof(msgspec.Struct, frozen=True):
    """How far WCM is with the present configuration."""

    state: Literal["proven", "assumed", "running", "failed", "none", "unread"]
    verdict: Verdict | None = None
    error: OperationError | None = None
    """Why its log, or the API's word that it needs besides, could not be had."""


def api_from_site(endpoint: Endpoint) -> Question[WsusConnection]:
    """The API connection that WCM makes, tried from the site server."""
    return TestWsusConnection(endpoint.host, endpoint.scheme == "https", endpoint.port).on(Role.SITE)


def wcm_proof(seen: Seen, wanted: Endpoint, only_of: str = "") -> WcmProof:
    """The newest attempt that counts. A line that names no URL needs the API's word besides, and is only assumed.

    `only_of` names the operation whose mark begins what counts; empty for whichever is newest.
    """
    records = fresh(Log.WCM, seen, only_of)
    if isinstance(records, CannotTell):
        return WcmProof("unread", error=records.error)
    verdict = decided(wcm_verdict, records)
    if verdict.state == "none" or (verdict.endpoint and not belongs(verdict.endpoint, wanted)):
        return WcmProof("none")
    if verdict.endpoint is None and not names_local(verdict.milestones):
        # Its first lines, with the address, are older than the change: an attempt of before.
        return WcmProof("none")
    if verdict.state == "running":
        return WcmProof("running", verdict)
    if verdict.state == "failed":
        return WcmProof("failed", verdict)
    if verdict.endpoint:
        return WcmProof("proven", verdict)
    others = [e for e in endpoints_named(records) if not belongs(e, wanted)]
    connection = seen.read(api_from_site(wanted))
    if not others and connection and connection.connected:
        return WcmProof("assumed", verdict)
    failed = None if others else seen.failed(api_from_site(wanted))
    return WcmProof("none", verdict, failed.error if failed else None)
