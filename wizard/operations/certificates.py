"""The computer's certificates, its certification authorities and templates, and the three parts of a request."""

from __future__ import annotations

from wizard.operations.model import Data, Kind, Operation, Text, Written


class PersonalCertificate(Data, frozen=True):
    """A certificate of the computer's Personal store. What it says is read from `raw`, in one place: rules."""

    thumbprint: str
    """SHA-1, upper-case hexadecimal."""
    raw: str
    """DER in base64."""
    friendly_name: str
    has_private_key: bool
    """A link to a key exists. Whether it works is `key_signs`."""
    key_signs: bool
    """A signature was made with the key just now, in the computer's context."""
    key_error: str = ""
    """HRESULT of the attempt, as 0x80090016; empty where it signed."""
    chain_status: tuple[str, ...] = ()
    """X509ChainStatusFlags by name, built in machine context; empty where the chain holds."""


class GetPersonalCertificate(Operation[tuple[PersonalCertificate, ...]], frozen=True):
    """Every certificate in the computer's Personal store, the unsuitable ones too."""

    name = "Get-PersonalCertificate"


class CertificationAuthority(Data, frozen=True):
    """An enterprise CA as Active Directory lists it."""

    config: str
    """`HOST\\CA name`, what certreq -config takes."""
    name: str
    reachable: bool
    """Answered `certutil -ping` just now."""
    templates: tuple[str, ...]
    """Common names of the templates that it publishes."""
    certificate: str = ""
    """Its own certificate, DER in base64."""


class GetCertificationAuthority(Operation[tuple[CertificationAuthority, ...]], frozen=True):
    """The enterprise CAs of the forest."""

    name = "Get-CertificationAuthority"


class CertificateTemplate(Data, frozen=True):
    """A certificate template as Active Directory holds it (facts, 3.1)."""

    name: str
    """Common name: what a request and a CA call it."""
    display_name: str
    oid: str
    schema_version: int
    name_flags: int
    """msPKI-Certificate-Name-Flag."""
    enrollment_flags: int
    """msPKI-Enrollment-Flag."""
    flags: int
    ra_signatures: int
    minimal_key_size: int
    usages: tuple[str, ...]
    """OIDs of the extended key usages."""
    validity_days: int
    security_descriptor: str
    """nTSecurityDescriptor with its DACL, self-relative, in base64."""


class GetCertificateTemplate(Operation[tuple[CertificateTemplate, ...]], frozen=True):
    """Every certificate template of the forest."""

    name = "Get-CertificateTemplate"


class Principal(Data, frozen=True):
    """An account with every SID of its token."""

    name: str
    sids: tuple[str, ...]
    deny_only_sids: tuple[str, ...] = ()


class EnrollmentIdentity(Data, frozen=True):
    """The two accounts that may ask for a certificate here."""

    user: Principal
    computer: Principal


class GetEnrollmentIdentity(Operation[EnrollmentIdentity], frozen=True):
    """The signed-in user and the computer account, each with all its groups."""

    name = "Get-EnrollmentIdentity"


class CertificateRequest(Data, frozen=True):
    """A request made on this computer that is not an installed certificate yet."""

    public_key: str
    """SHA-256 of the SubjectPublicKeyInfo, upper-case hexadecimal: whatever carries this key came of this request."""
    template: str
    subject: str
    names: tuple[str, ...]
    created: str
    """UTC, ISO 8601."""
    config: str = ""
    """The CA it was submitted to; empty before that."""
    request_id: str = ""
    disposition: str = ""
    """Empty before it is submitted; then pending, issued, denied or error."""
    code: str = ""
    """HRESULT of the CA, as 0x80094012; empty where it had none."""


class GetCertificateRequest(Operation[tuple[CertificateRequest, ...]], frozen=True):
    """The computer's open requests, and what the CA says of each that was submitted."""

    name = "Get-CertificateRequest"


class NewCertificateRequest(Operation[Written], frozen=True):
    """Makes a key in the computer's context (not exportable) and a request for it. Asks nobody yet."""

    name = "New-CertificateRequest"
    kind = Kind.CHANGE

    template: str
    subject: str
    dns_name: tuple[str, ...]
    key_length: int
    friendly_name: str


class SubmitCertificateRequest(Operation[Written], frozen=True):
    """Sends a request to a CA, as the computer account or as the signed-in user."""

    name = "Submit-CertificateRequest"
    kind = Kind.CHANGE
    seconds = 120

    public_key: Text
    config: str
    as_computer: bool


class InstallCertificate(Operation[Written], frozen=True):
    """Installs an issued certificate beside its key in the Personal store, and gives it its friendly name."""

    name = "Install-Certificate"
    kind = Kind.CHANGE

    public_key: Text
    friendly_name: str


class RemoveCertificateRequest(Operation[Written], frozen=True):
    """Removes an open request and its private key from the computer. One that is not there needs nothing."""

    name = "Remove-CertificateRequest"
    kind = Kind.CHANGE

    public_key: Text


class RemoveCertificate(Operation[Written], frozen=True):
    """Removes a certificate and its private key from the computer's Personal store. Cannot be undone."""

    name = "Remove-Certificate"
    kind = Kind.CHANGE

    thumbprint: str
