"""Active Directory of the lab: accounts, groups, and who may do what, decided by names and lists.

Security descriptors are made of the same lists for others to read; nothing here reads one.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence

from wizard.lab.descriptors import (
    AUTOENROLL,
    CONTROL_ACCESS,
    DOMAIN,
    ENROLL,
    FULL_CONTROL,
    READ,
    Ace,
    descriptor,
)
from wizard.lab.facts import Machine, Permission, Template
from wizard.lab.world import World
from wizard.operations.certificates import CertificateTemplate, EnrollmentIdentity, Principal

_WELL_KNOWN = {"Everyone": "S-1-1-0", "Authenticated Users": "S-1-5-11"}
_ADMINISTRATORS = "S-1-5-32-544"
_USERS = "S-1-5-32-545"
_FIRST_MACHINE = 1105

_RIGHTS = {
    "read": (READ, ""),
    "enroll": (CONTROL_ACCESS, ENROLL),
    "autoenroll": (CONTROL_ACCESS, AUTOENROLL),
    "full": (FULL_CONTROL, ""),
}


def account_of(machine: Machine) -> str:
    """A computer's account."""
    return f"CONTOSO\\{machine.computer_name}$"


def memberships(world: World, account: str) -> tuple[str, ...]:
    """Every group that an account is in, by way of other groups too; what everybody is in comes last."""
    found: list[str] = []
    wanted = [account]
    while wanted:
        member = wanted.pop().lower()
        for group in world.groups:
            if group.name not in found and member in (name.lower() for name in group.members):
                found.append(group.name)
                wanted.append(group.name)
    return (*found, *_WELL_KNOWN)


def may(world: World, account: str, permissions: Iterable[Permission], right: str) -> bool:
    """Whether a list gives an account a right: the first entry that is about both decides; none, no."""
    names = {name.lower() for name in (account, *memberships(world, account))}
    for entry in permissions:
        if entry.who.lower() in names and {right, "full"} & set(entry.rights):
            return entry.allow
    return False


def is_among(world: World, account: str, names: Sequence[str]) -> bool:
    """Whether an account, or a group it is in, is named in a list."""
    own = {name.lower() for name in (account, *memberships(world, account))}
    return any(name.lower() in own for name in names)


def sid(world: World, name: str) -> str:
    """The SID of an account or a group. LookupError for a name that nobody has."""
    accounts = {
        **_WELL_KNOWN,
        "CONTOSO\\Administrator": f"{DOMAIN}-500",
        world.operator.name: f"{DOMAIN}-{world.operator.rid}",
        **{group.name: f"{DOMAIN}-{group.rid}" for group in world.groups},
    }
    machines = (account_of(m) for m in (world.wsus_machine, world.site_machine, world.client_machine))
    names = dict.fromkeys((*machines, *(f"CONTOSO\\{ca.host.split('.')[0].upper()}$" for ca in world.authorities)))
    accounts.update({machine: f"{DOMAIN}-{_FIRST_MACHINE + number}" for number, machine in enumerate(names)})
    found = {known.lower(): value for known, value in accounts.items()}.get(name.lower())
    if found is None:
        raise LookupError(f"nobody in the lab's directory is called {name}")
    return found


def identity(world: World) -> EnrollmentIdentity:
    """The two tokens on the WSUS server. A session that is not elevated has Administrators for denials only."""
    machine, user = world.wsus_machine, world.operator.name
    token = [sid(world, name) for name in (user, *memberships(world, user))]
    administrators = [_ADMINISTRATORS] if machine.local_administrator else []
    computer = account_of(machine)
    return EnrollmentIdentity(
        user=Principal(
            user,
            (*token, _USERS, *(administrators if machine.elevated else ())),
            () if machine.elevated else tuple(administrators),
        ),
        computer=Principal(computer, tuple(sid(world, name) for name in (computer, *memberships(world, computer)))),
    )


def as_read(world: World, template: Template) -> CertificateTemplate:
    """A template as LDAP gives it."""
    aces = [
        Ace(entry.allow, sid(world, entry.who), *_RIGHTS[right])
        for entry in template.permissions
        for right in entry.rights
    ]
    return CertificateTemplate(
        name=template.name,
        display_name=template.display_name,
        oid=template.oid,
        schema_version=template.schema_version,
        name_flags=template.name_flags,
        enrollment_flags=template.enrollment_flags,
        flags=template.flags,
        ra_signatures=template.ra_signatures,
        minimal_key_size=template.minimal_key_size,
        usages=template.usages,
        validity_days=template.validity_days,
        security_descriptor=base64.b64encode(descriptor(aces)).decode(),
    )
