"""The certification authority: judges a request as its policy module would, and issues a real certificate."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from cryptography import x509

from wizard.lab import directory, pki
from wizard.lab.bench import Bench
from wizard.lab.facts import EnterpriseCa, Template
from wizard.lab.registry import refuse
from wizard.lab.world import Ca, CaRecord, OpenRequest, World
from wizard.operations.model import Written

_SUPPLIES_SUBJECT = 0x1
_PEND_ALL = 0x2
_FIRST_REQUEST_ID = 7

_NAMES = {
    "0x80094011": "CERTSRV_E_ENROLL_DENIED",
    "0x80094012": "CERTSRV_E_TEMPLATE_DENIED",
    "0x80094800": "CERTSRV_E_UNSUPPORTED_CERT_TYPE",
    "0x8009480A": "CERTSRV_E_SIGNATURE_COUNT",
    "0x8009480F": "CERTSRV_E_SUBJECT_DNS_REQUIRED",
    "0x80094811": "CERTSRV_E_KEY_LENGTH",
    "0x80094812": "CERTSRV_E_SUBJECT_EMAIL_REQUIRED",
}
"""HRESULTs of a denial (facts, 3.9)."""


def record_of(world: World, public_key: str) -> CaRecord | None:
    """The newest of what the CA knows of a public key."""
    return next((record for record in reversed(world.database) if record.public_key == public_key), None)


def submit(bench: Bench, request: OpenRequest, config: str, account: str) -> Written:
    """Hands a request to a CA in the name of an account. A key that it has issued for, or will, gets no second one."""
    authority = next((a for a in bench.world.authorities if a.config.lower() == config.lower()), None)
    if authority is None or not authority.reachable:
        refuse("COMException", "0x800706BA", "The RPC server is unavailable.")
    record = record_of(bench.world, request.public_key)
    if record is None or record.disposition == "denied":
        record = _decided(bench.world, authority, request, account)
        bench.write("CA database", database=(*bench.world.database, record))
    return _as_printed(record)


def approve(bench: Bench) -> None:
    """A CA manager issues whatever is pending. A request that was taken back meanwhile stays as it is."""
    database = tuple(_approved(bench.world, r) if r.disposition == "pending" else r for r in bench.world.database)
    bench.put(database=database)


def _approved(world: World, record: CaRecord) -> CaRecord:
    authority = next(a for a in world.authorities if a.config == record.config)
    request = next((r for r in world.requests if r.public_key == record.public_key), None)
    if request is None:
        return record
    certificate = _issued(world, authority, request, record.requester)
    return msgspec.structs.replace(record, disposition="issued", certificate=certificate)


def _decided(world: World, authority: EnterpriseCa, request: OpenRequest, account: str) -> CaRecord:
    record = CaRecord(
        request_id=_FIRST_REQUEST_ID + len(world.database),
        config=authority.config,
        public_key=request.public_key,
        requester=account,
        disposition="denied",
        code=_denial(world, authority, request, account),
    )
    if record.code:
        return record
    if _template(world, request.template).enrollment_flags & _PEND_ALL:
        return msgspec.structs.replace(record, disposition="pending")
    certificate = _issued(world, authority, request, account)
    return msgspec.structs.replace(record, disposition="issued", certificate=certificate)


def _denial(world: World, authority: EnterpriseCa, request: OpenRequest, account: str) -> str:
    """The HRESULT of a denial; empty where there is none."""
    template = next((t for t in world.templates if t.name == request.template), None)
    ca_account = f"CONTOSO\\{authority.host.split('.')[0].upper()}$"
    if not directory.is_among(world, account, authority.may_request):
        return "0x80094011"
    if template is None or template.name not in authority.templates:
        return "0x80094800"
    if authority.denies:
        return authority.denies
    if not directory.may(world, ca_account, template.permissions, "read"):
        return "0x80094800"
    if not all(directory.may(world, account, template.permissions, right) for right in ("read", "enroll")):
        return "0x80094012"
    if template.ra_signatures:
        return "0x8009480A"
    if request.key_length < template.minimal_key_size:
        return "0x80094811"
    if not template.name_flags & _SUPPLIES_SUBJECT and not account.endswith("$"):
        return "0x8009480F"
    return ""


def _issued(world: World, authority: EnterpriseCa, request: OpenRequest, account: str) -> bytes:
    """The certificate, valid from ten minutes ago, as a Windows CA dates it."""
    template = _template(world, request.template)
    ca = next(c for c in world.cas if c.name == authority.name)
    public_key, _, names = pki.request_facts(request.request)
    subject = request.subject
    if not template.name_flags & _SUPPLIES_SUBJECT:
        subject, names = f"CN={world.wsus_machine.name}", (world.wsus_machine.name,)
    return pki.issue(
        pki.Authority(ca.name, ca.certificate, ca.key),
        public_key,
        subject,
        names,
        world.now - timedelta(minutes=10),
        min(world.now + timedelta(days=template.validity_days), _end_of(ca)),
        template.usages,
        template_name=template.name if template.schema_version == 1 else "",
        template_oid=template.oid if template.schema_version > 1 else "",
    )


def _template(world: World, name: str) -> Template:
    return next(template for template in world.templates if template.name == name)


def _end_of(ca: Ca) -> datetime:
    """No certificate outlives the CA that issued it."""
    return x509.load_der_x509_certificate(ca.certificate).not_valid_after_utc


def _as_printed(record: CaRecord) -> Written:
    """What certreq -submit prints. Its exit code at a denial is not settled (facts, 3.7); here it is the HRESULT."""
    identified = f'RequestId: {record.request_id}\r\nRequestId: "{record.request_id}"\r\n'
    if record.disposition == "issued":
        return Written(output=f"{identified}Certificate retrieved(Issued) Issued")
    if record.disposition == "pending":
        return Written(output=f"{identified}Certificate request is pending: Taken Under Submission (0)")
    number = int(record.code, 16) - (1 << 32)
    reason = f"Denied by Policy Module  {record.code} ({number} {_NAMES[record.code]})"
    return Written(output=f"{identified}Certificate not issued (Denied) {reason}", exit_code=number)
