"""Other WSUS servers around the one of the lab, and what its web site has written down."""

from __future__ import annotations

from wizard.lab.bench import Bench
from wizard.lab.registry import does, refuse
from wizard.lab.world import iso
from wizard.operations.iis_log import ClientRequest, ClientRequests, GetClientRequest
from wizard.operations.model import Role
from wizard.operations.topology import DownstreamServer, FrontEndServer, GetDownstreamServer, GetFrontEndServer

_NEWEST = 100


@does(GetFrontEndServer)
def get_front_end_server(bench: Bench, operation: GetFrontEndServer, role: Role) -> tuple[FrontEndServer, ...]:
    wsus = bench.world.wsus
    if not wsus.wsusutil_path:
        refuse("ItemNotFoundException", "0x80131501", "WsusUtil.exe is not there.")
    if not wsus.front_ends:
        return (FrontEndServer(bench.world.wsus_machine.name, active=True, master=True),)
    return tuple(FrontEndServer(server.name, server.active, server.master) for server in wsus.front_ends)


@does(GetDownstreamServer)
def get_downstream_server(bench: Bench, operation: GetDownstreamServer, role: Role) -> tuple[DownstreamServer, ...]:
    world = bench.world
    call = bench.network.call(
        world.machine(role), operation.host_name, operation.port, operation.use_ssl, "/ApiRemoting30/WebService.asmx"
    )
    if call.status not in {200, 401}:
        refuse("WebException", "0x80131509", f"The request failed: {call.status or call.problem}.")
    return tuple(DownstreamServer(server.name, server.replica) for server in world.wsus.downstream)


@does(GetClientRequest)
def get_client_request(bench: Bench, operation: GetClientRequest, role: Role) -> ClientRequests:
    world = bench.world
    client = world.client_machine
    if operation.computer.rstrip(".").lower() not in {client.name.lower(), client.computer_name.lower()}:
        return ClientRequests((), ())
    found = [r for r in world.web_log if r.address == client.address and operation.site_id == world.wsus.site_id]
    requests = (ClientRequest(iso(r.time), r.address, r.port, r.path, r.status, r.substatus) for r in found[-_NEWEST:])
    return ClientRequests((client.address,), tuple(requests))
