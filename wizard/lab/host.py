"""What the lab's machines say of themselves and of who asks."""

from __future__ import annotations

from wizard.lab.bench import Bench
from wizard.lab.registry import does
from wizard.lab.world import World
from wizard.operations.host import (
    GetHostFacts,
    GetOperatorRights,
    GetStrongCrypto,
    HostFacts,
    OperatorRights,
    RegistryValue,
)
from wizard.operations.model import Role

_ANSWERS = {"yes": True, "no": False, "unknown": None}


@does(GetHostFacts)
def get_host_facts(bench: Bench, operation: GetHostFacts, role: Role) -> HostFacts:
    machine = bench.world.machine(role)
    return HostFacts(
        computer_name=machine.computer_name,
        dns_host_name=machine.name,
        domain=machine.domain,
        part_of_domain=machine.part_of_domain,
        system=machine.system,
        build=machine.build,
        powershell_version=machine.powershell_version,
        language_mode=machine.language_mode,
        is_64_bit=machine.is_64_bit,
        elevated=machine.elevated,
        local_administrator=machine.local_administrator,
        user=bench.world.operator.name,
        culture=machine.culture,
    )


@does(GetStrongCrypto)
def get_strong_crypto(bench: Bench, operation: GetStrongCrypto, role: Role) -> tuple[RegistryValue, ...]:
    return tuple(RegistryValue(v.path, v.name, v.value) for v in bench.world.machine(role).strong_crypto)


@does(GetOperatorRights)
def get_operator_rights(bench: Bench, operation: GetOperatorRights, role: Role) -> OperatorRights:
    operator = bench.world.operator
    if role is Role.WSUS and not _is_provider(bench.world):
        return OperatorRights(operator.name, _ANSWERS[operator.wsus_administrator], None)
    return OperatorRights(
        user=operator.name,
        wsus_administrator=_ANSWERS[operator.wsus_administrator] if role is Role.WSUS else None,
        edit_software_update_point=_ANSWERS[operator.edit_software_update_point],
        roles=operator.roles,
    )


def _is_provider(world: World) -> bool:
    """The SMS Provider of the lab is on the site server, which may be the WSUS server."""
    return world.wsus_machine.name.lower() == world.site_machine.name.lower()
