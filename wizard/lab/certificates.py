"""The WSUS server's Personal store and its open requests."""

from __future__ import annotations

import base64

import msgspec

from wizard.lab import ca, directory, pki
from wizard.lab.bench import Bench
from wizard.lab.network import judged
from wizard.lab.registry import does, refuse
from wizard.lab.world import OpenRequest, StoredCertificate, World, iso
from wizard.operations.certificates import (
    CertificateRequest,
    CertificateTemplate,
    CertificationAuthority,
    EnrollmentIdentity,
    GetCertificateRequest,
    GetCertificateTemplate,
    GetCertificationAuthority,
    GetEnrollmentIdentity,
    GetPersonalCertificate,
    InstallCertificate,
    NewCertificateRequest,
    PersonalCertificate,
    RemoveCertificate,
    RemoveCertificateRequest,
    SubmitCertificateRequest,
)
from wizard.operations.model import Role, Written

_NO_KEYSET = "0x80090016"
_NO_KEY = "0x8009000D"


@does(GetPersonalCertificate)
def get_personal_certificate(
    bench: Bench, operation: GetPersonalCertificate, role: Role
) -> tuple[PersonalCertificate, ...]:
    return tuple(_as_read(bench.world, stored) for stored in bench.world.store)


@does(GetCertificationAuthority)
def get_certification_authority(
    bench: Bench, operation: GetCertificationAuthority, role: Role
) -> tuple[CertificationAuthority, ...]:
    world = bench.world
    return tuple(
        CertificationAuthority(
            config=authority.config,
            name=authority.name,
            reachable=authority.reachable,
            templates=authority.templates,
            certificate=_base64(next(c.certificate for c in world.cas if c.name == authority.name)),
        )
        for authority in world.authorities
    )


@does(GetCertificateTemplate)
def get_certificate_template(
    bench: Bench, operation: GetCertificateTemplate, role: Role
) -> tuple[CertificateTemplate, ...]:
    return tuple(directory.as_read(bench.world, template) for template in bench.world.templates)


@does(GetEnrollmentIdentity)
def get_enrollment_identity(bench: Bench, operation: GetEnrollmentIdentity, role: Role) -> EnrollmentIdentity:
    return directory.identity(bench.world)


@does(GetCertificateRequest)
def get_certificate_request(
    bench: Bench, operation: GetCertificateRequest, role: Role
) -> tuple[CertificateRequest, ...]:
    """What a CA has is found by the public key: nothing on this computer need have noted that it was sent."""
    return tuple(_request_as_read(bench.world, request) for request in bench.world.requests)


@does(NewCertificateRequest)
def new_certificate_request(bench: Bench, operation: NewCertificateRequest, role: Role) -> Written:
    """Every run makes a key of its own, as certreq does: whoever asks looks first for what a run before it has made."""
    try:
        key = pki.make_key(operation.key_length)
        made = pki.make_request(key, operation.subject, operation.dns_name)
    except ValueError as error:
        refuse("COMException", "0x80092023", str(error))
    request = OpenRequest(
        public_key=pki.public_key_hash(pki.public_key_of(key)),
        key=key,
        request=made,
        template=operation.template,
        subject=operation.subject,
        names=operation.dns_name,
        key_length=operation.key_length,
        friendly_name=operation.friendly_name,
        created=bench.world.now,
    )
    bench.write("request", requests=(*bench.world.requests, request))
    return Written(output="CertReq: Request Created")


@does(SubmitCertificateRequest)
def submit_certificate_request(bench: Bench, operation: SubmitCertificateRequest, role: Role) -> Written:
    public_key = str(operation.public_key).upper()
    request = next((r for r in bench.world.requests if r.public_key == public_key), None)
    if request is None:
        refuse("ObjectNotFoundException", "0x80092004", f"No open request has the public key {public_key}.")
    account = (
        directory.account_of(bench.world.wsus_machine) if operation.as_computer else bench.world.operator.name
    )
    return ca.submit(bench, request, operation.config, account)


@does(InstallCertificate)
def install_certificate(bench: Bench, operation: InstallCertificate, role: Role) -> Written:
    """certreq -accept puts the certificate beside its key and takes the request away; the name comes behind that."""
    public_key = str(operation.public_key).upper()
    stored = _with_key(bench.world, public_key)
    output = ""
    if stored is None:
        request = next((r for r in bench.world.requests if r.public_key == public_key), None)
        record = ca.record_of(bench.world, public_key)
        if request is None or record is None or record.disposition != "issued":
            refuse("COMException", "0x80092004", "Cannot find object or property.")
        stored = StoredCertificate(pki.thumbprint(record.certificate), record.certificate, "", request.key)
        bench.write(
            "certificate",
            store=(*bench.world.store, stored),
            requests=tuple(r for r in bench.world.requests if r is not request),
        )
        output = f"Installed Certificate:\r\n  Serial Number: {pki.serial_number(stored.certificate):x}"
    if stored.friendly_name != operation.friendly_name:
        named = msgspec.structs.replace(stored, friendly_name=operation.friendly_name)
        bench.write("friendly name", store=tuple(named if c is stored else c for c in bench.world.store))
    return Written(output=output)


@does(RemoveCertificateRequest)
def remove_certificate_request(bench: Bench, operation: RemoveCertificateRequest, role: Role) -> Written:
    public_key = str(operation.public_key).upper()
    kept = tuple(r for r in bench.world.requests if r.public_key != public_key)
    if kept != bench.world.requests:
        bench.write("request removed", requests=kept)
    return Written()


@does(RemoveCertificate)
def remove_certificate(bench: Bench, operation: RemoveCertificate, role: Role) -> Written:
    """http.sys goes on naming it, and from then on has nothing to serve."""
    kept = tuple(c for c in bench.world.store if c.thumbprint != operation.thumbprint.upper())
    if kept != bench.world.store:
        bench.write("certificate removed", store=kept)
    return Written()


def _as_read(world: World, stored: StoredCertificate) -> PersonalCertificate:
    signs = not stored.broken_key and pki.signs(stored.key, stored.certificate)
    return PersonalCertificate(
        thumbprint=stored.thumbprint,
        raw=_base64(stored.certificate),
        friendly_name=stored.friendly_name,
        has_private_key=stored.key is not None,
        key_signs=signs,
        key_error="" if signs else _NO_KEYSET if stored.key is not None else _NO_KEY,
        chain_status=judged(world, world.wsus_machine, stored.certificate),
    )


def _request_as_read(world: World, request: OpenRequest) -> CertificateRequest:
    record = ca.record_of(world, request.public_key)
    return CertificateRequest(
        public_key=request.public_key,
        template=request.template,
        subject=request.subject,
        names=request.names,
        created=iso(request.created),
        config=record.config if record else "",
        request_id=str(record.request_id) if record else "",
        disposition=record.disposition if record else "",
        code=record.code if record else "",
    )


def _with_key(world: World, public_key: str) -> StoredCertificate | None:
    def carries(stored: StoredCertificate) -> bool:
        return pki.public_key_hash(pki.certificate_public_key(stored.certificate)) == public_key

    return next((stored for stored in world.store if stored.key is not None and carries(stored)), None)


def _base64(der: bytes) -> str:
    return base64.b64encode(der).decode()
