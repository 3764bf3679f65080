"""Every operation there is, and what `wsus-tls operations` says of it."""

from __future__ import annotations

from typing import Any, get_args, get_origin

import msgspec

from wizard.operations import certificates, client, host, iis, iis_log, logs, site, topology, wsus
from wizard.operations.model import Operation, Role, result_type
from wizard.operations.settings import is_setting

OPERATIONS: tuple[type[Operation[Any]], ...] = (
    host.GetHostFacts,
    host.GetStrongCrypto,
    host.GetOperatorRights,
    wsus.GetWsusSetup,
    wsus.GetApplicationPool,
    wsus.SetApplicationPool,
    wsus.TestWsusConnection,
    wsus.InvokeConfigureSsl,
    wsus.SetWsusSetup,
    topology.GetFrontEndServer,
    topology.GetDownstreamServer,
    certificates.GetPersonalCertificate,
    certificates.GetCertificationAuthority,
    certificates.GetCertificateTemplate,
    certificates.GetEnrollmentIdentity,
    certificates.GetCertificateRequest,
    certificates.NewCertificateRequest,
    certificates.SubmitCertificateRequest,
    certificates.InstallCertificate,
    certificates.RemoveCertificateRequest,
    certificates.RemoveCertificate,
    iis.GetSiteBinding,
    iis.GetHttpSysBinding,
    iis.SetSiteBinding,
    iis.GetSslRequirement,
    iis.SetSslRequirement,
    iis.BackupIisConfiguration,
    iis.TestTlsEndpoint,
    iis.TestHttpEndpoint,
    site.GetSoftwareUpdatePoint,
    site.SetSoftwareUpdatePoint,
    site.GetSynchronizationStatus,
    site.StartSynchronization,
    client.GetClientState,
    client.StartClientScan,
    logs.GetLogTail,
    iis_log.GetClientRequest,
)

BY_NAME = {operation.name: operation for operation in OPERATIONS}


class Field(msgspec.Struct, frozen=True):
    """A parameter or a result field, as an admin would write it."""

    name: str
    type: str
    setting: bool = False
    required: bool = True


class Entry(msgspec.Struct, frozen=True):
    """One operation of the catalogue."""

    name: str
    kind: str
    roles: tuple[str, ...]
    summary: str
    seconds: int
    fresh: bool
    """On a real server it runs in a process of its own."""
    parameters: tuple[Field, ...]
    result: str
    fields: tuple[Field, ...]


def catalogue() -> tuple[Entry, ...]:
    """The operations as data."""
    return tuple(_entry(operation) for operation in OPERATIONS)


def _entry(operation: type[Operation[Any]]) -> Entry:
    result = result_type(operation)
    item = _item_of(result)
    return Entry(
        name=operation.name,
        kind=operation.kind.value,
        roles=tuple(role.value for role in operation.roles),
        summary=(operation.__doc__ or "").strip().splitlines()[0],
        seconds=operation.seconds,
        fresh=operation.fresh,
        parameters=_fields(operation),
        result=_type_name(result),
        fields=_fields(item) if item else (),
    )


def _fields(struct: type[msgspec.Struct]) -> tuple[Field, ...]:
    return tuple(
        Field(field.encode_name, _type_name(field.type), is_setting(field.type), field.required)
        for field in msgspec.structs.fields(struct)
    )


def _item_of(result: Any) -> type[msgspec.Struct] | None:
    if get_origin(result) is tuple:
        return _item_of(get_args(result)[0])
    return result if isinstance(result, type) and issubclass(result, msgspec.Struct) else None


def _type_name(annotation: Any) -> str:
    if hasattr(annotation, "__metadata__"):
        return _type_name(annotation.__origin__)
    if get_origin(annotation) is tuple:
        return f"{_type_name(get_args(annotation)[0])}[]"
    if inner := [_type_name(a) for a in get_args(annotation) if a is not type(None)]:
        return " or ".join(dict.fromkeys(name for name in inner if name != "Named")) + (
            "?" if type(None) in get_args(annotation) else ""
        )
    name: str = annotation.__name__
    return {"str": "string", "bool": "switch", "int": "number"}.get(name, name)


__all__ = ["BY_NAME", "OPERATIONS", "Entry", "Field", "Role", "catalogue"]
