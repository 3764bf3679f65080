"""Reads about a machine itself."""

from __future__ import annotations

from wizard.operations.model import Data, Operation, Role


class HostFacts(Data, frozen=True):
    """What a machine says of itself, and of the session that asks."""

    computer_name: str
    """The NetBIOS name, 15 characters at most."""
    dns_host_name: str
    domain: str
    """Name of the domain, or of the workgroup where `part_of_domain` is false."""
    part_of_domain: bool
    system: str
    """Caption of the operating system, in its own language."""
    build: str
    powershell_version: str
    language_mode: str
    is_64_bit: bool
    elevated: bool
    local_administrator: bool
    user: str
    culture: str

    @property
    def fqdn(self) -> str:
        """Host name and domain; the NetBIOS name is cut at 15 characters and would not do (facts, 1.5)."""
        if self.part_of_domain and "." not in self.dns_host_name:
            return f"{self.dns_host_name}.{self.domain}".lower()
        return self.dns_host_name.lower()


class GetHostFacts(Operation[HostFacts], frozen=True):
    """The machine's names, its domain, its Windows and PowerShell, and who is asking, elevated or not."""

    name = "Get-HostFacts"
    roles = (Role.WSUS, Role.SITE, Role.CLIENT)


class RegistryValue(Data, frozen=True):
    """One value of the registry; `value` is empty where it is absent, which is not the same as 0."""

    path: str
    name: str
    value: str


class GetStrongCrypto(Operation[tuple[RegistryValue, ...]], frozen=True):
    """SchUseStrongCrypto and SystemDefaultTlsVersions for .NET Framework 2 and 4, in both registry views."""

    name = "Get-StrongCrypto"
    roles = (Role.WSUS, Role.SITE)


class OperatorRights(Data, frozen=True):
    """What the signed-in user may do on a machine; each is yes, no or unknown, unknown being a failed look-up."""

    user: str
    wsus_administrator: bool | None
    """Member of Administrators or WSUS Administrators (what configuressl needs)."""
    edit_software_update_point: bool | None
    """A security role of the site that may edit a software update point. None on machines without the SMS Provider."""
    roles: tuple[str, ...] = ()


class GetOperatorRights(Operation[OperatorRights], frozen=True):
    """Whether the signed-in user may do what sections 5 and 7 need, before anything is begun."""

    name = "Get-OperatorRights"
    roles = (Role.WSUS, Role.SITE)
