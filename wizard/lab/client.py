"""The test client: learns where WSUS is, scans, and writes its logs."""

from __future__ import annotations

import uuid
from datetime import timedelta

import msgspec

from wizard.lab import logs
from wizard.lab.bench import Bench
from wizard.lab.network import Call
from wizard.lab.registry import does, refuse
from wizard.lab.world import WebRequest, World
from wizard.operations.client import ClientState, GetClientState, StartClientScan
from wizard.operations.logs import Log
from wizard.operations.model import Role, Written

TAKES = timedelta(minutes=3)
OFF = timedelta(minutes=60)
"""A client that is off asks again when it is on: here it is looked for every hour."""

ASKED = "*****ScanByUpdateSource request received with ForceReScan=2, ScanOptions=0x0000000a"

_SERVICE = "/ClientWebService/client.asmx"
_CONTENT_VERSION = 38

_BY_STATUS = {401: "0x80244017", 403: "0x80244018", 404: "0x80244019", 500: "0x8024401f", 503: "0x80244022"}
_BY_PROBLEM = {
    "name": "0x80072ee7",
    "refused": "0x80072efd",
    "handshake": "0x80072efe",
    "closed": "0x80072efe",
    "certificate": "0x80072f8f",
}
"""What the Windows Update agent calls them (failures, A.0)."""


@does(GetClientState)
def get_client_state(bench: Bench, operation: GetClientState, role: Role) -> ClientState:
    client = bench.world.client
    return ClientState(
        computer=bench.world.client_machine.name,
        client_installed=client.installed,
        policy_server=client.policy_server,
        scan_path=client.scan_path,
        last_success_path=client.last_success_path,
    )


@does(StartClientScan)
def start_client_scan(bench: Bench, operation: StartClientScan, role: Role) -> Written:
    if not bench.world.client.installed:
        refuse("ManagementException", "0x8004100E", "Invalid namespace")
    scan(bench)
    bench.commit("scan asked for")
    return Written()


def ask_location(bench: Bench) -> None:
    """The client's next location request: the management point tells it the present address."""
    world = bench.world
    if not world.client_machine.reachable:
        bench.put(due=world.with_due(OFF, "location").due)
        return
    told = msgspec.structs.replace(world.client, location=world.published)
    bench.put(client=told)
    bench.put(logs=logs.written(bench.world, Log.LOCATION, location(bench.world)).logs)


def scan(bench: Bench) -> None:
    """Begins a scan over the address that the client knows; one that runs already takes the new wish with it."""
    world = bench.world
    if not world.client.installed or not world.client_machine.reachable:
        return
    if world.client.scanning:
        bench.put(logs=logs.written(world, Log.SCAN_AGENT, (ASKED,)).logs)
        return
    world = begun(world)
    bench.put(logs=world.logs, client=world.client, due=world.with_due(TAKES, "scan-end").due)


def end_scan(bench: Bench) -> None:
    """The scan ends as the connection to WSUS does."""
    client = bench.world.client
    scheme, _, rest = client.scan_path.partition("://")
    host, _, port = rest.partition(":")
    call = bench.network.call(bench.world.client_machine, host, int(port), scheme == "https", _SERVICE)
    world = ended(bench.world, code_of(call))
    bench.put(logs=world.logs, client=world.client)
    if call.status:
        # What http.sys refuses by itself, and a handshake that fails, never get there (failures, A.7).
        substatus = 4 if call.status == 403 else 0
        request = WebRequest(world.now, world.client_machine.address, int(port), _SERVICE, call.status, substatus)
        bench.put(web_log=(*world.web_log, request) if call.status != 503 else world.web_log)


def code_of(call: Call) -> str:
    """The error code of a scan; empty for a success."""
    if call.status == 200:
        return ""
    return _BY_PROBLEM.get(call.problem) or _BY_STATUS.get(call.status, "0x80240439")


def begun(world: World) -> World:
    """The world with the lines of a scan's beginning. The policy is written anew only when the URL is another."""
    client, job = world.client, _job(world, _scans(world))
    new = client.policy_server != client.location
    policy = (
        (
            f"Enabling WUA Managed server policy to use server: {client.location}",
            "Waiting for 2 mins for Group Policy to notify of WUA policy change...",
        )
        if new
        else (
            f"Existing WUA Managed server was already set ({client.location}), skipping Group Policy registration.",
        )
    )
    world = logs.written(
        world,
        Log.SCAN_AGENT,
        (
            ASKED,
            f"ScanJob({job}): - - - - - -Locations requested for ScanJobID={job}, will process the scan request once "
            "locations are available.",
            f"ScanJob({job}): CScanJob::OnLocationUpdate- Received Location=<{client.location}>, "
            f"Version=<{_CONTENT_VERSION}>",
        ),
    )
    world = logs.written(world, Log.LOCATION, location(world))
    world = logs.written(
        world,
        Log.UPDATE_HANDLER,
        (
            f"Its a WSUS Update Source type ({_source(world)}), adding it.",
            *policy,
            f"Added Update Source ({_source(world)}) of content type: 2",
            "Async searching of updates using WUAgent started.",
        ),
    )
    told = msgspec.structs.replace(
        client, policy_server=client.location, scan_path=client.location, scanning=True
    )
    return msgspec.structs.replace(world, client=told)


def ended(world: World, code: str) -> World:
    """The world with the lines of a scan's end; no code, a success."""
    client, job = world.client, _job(world, _scans(world) - 1)
    if code:
        handler: tuple[str, ...] = (
            f"OnSearchComplete - Failed to end search job. Error = {code}.",
            f"Scan failed with error = {code}.",
        )
        agent: tuple[str, ...] = (
            f"ScanJob({job}): Scan Failed for ToolUniqueID={_source(world)}, with Error={code}",
            f"ScanJob({job}): CScanJob::OnScanComplete - Scan Failed with Error={code}",
        )
    else:
        handler = ("Async searching completed.", "Successfully completed scan.")
        agent = (f"ScanJob({job}): CScanJob::OnScanComplete -Scan completed successfully, ScanType=1.",)
    world = logs.written(world, Log.UPDATE_HANDLER, handler)
    world = logs.written(world, Log.SCAN_AGENT, agent)
    told = msgspec.structs.replace(
        client, scanning=False, last_success_path=client.last_success_path if code else client.scan_path
    )
    return msgspec.structs.replace(world, client=told)


def location(world: World) -> tuple[str, ...]:
    """The lines of a location answer."""
    url = world.client.location
    host = url.partition("://")[2].partition(":")[0]
    request = _guid(world, "location")
    return (
        f"Created and Sent Location Request '{request}' for package {_source(world)}",
        f'WSUSLocationReply : <WSUSLocationReply SchemaVersion="1"><Sites><Site><LocationRecords><LocationRecord '
        f'WSUSURL="{url}" ServerName="{host}" Version="{_CONTENT_VERSION}"/></LocationRecords></Site></Sites>'
        "</WSUSLocationReply>",
        "Calling back with the following WSUS locations",
        f"WSUS Path='{url}', Server='{host}', Version='{_CONTENT_VERSION}'",
        f"Calling back with locations for WSUS request {request}",
    )


def _scans(world: World) -> int:
    return world.logs.scanagent.count("Locations requested")


def _job(world: World, number: int) -> str:
    return _guid(world, f"scan {number}")


def _source(world: World) -> str:
    return _guid(world, "update source")


def _guid(world: World, what: str) -> str:
    return f"{{{uuid.uuid5(uuid.NAMESPACE_DNS, f'{what} {world.created.isoformat()}')}}}".upper()
