"""What Windows says in the language of a machine. Codes, types and what Configuration Manager logs stay as they are.

From memory, and only as good as it has to be: no verdict may depend on any of these words.
"""

from __future__ import annotations

from typing import Any

import msgspec

from wizard.operations.model import OperationError, Written

_GERMAN = {
    "The RPC server is unavailable.": "Der RPC-Server ist nicht verfügbar.",
    "CertReq: Request Created": "CertReq: Die Anforderung wurde erstellt.",
    "RequestId:": "Anforderungs-ID:",
    "Certificate retrieved(Issued) Issued": "Zertifikat abgerufen(Ausgestellt) Ausgestellt",
    "Certificate request is pending: Taken Under Submission": "Die Zertifikatanforderung steht aus: In Bearbeitung",
    "Certificate not issued (Denied) Denied by Policy Module": (
        "Zertifikat nicht ausgestellt (Verweigert) Vom Richtlinienmodul verweigert"
    ),
    "Installed Certificate:": "Installiertes Zertifikat:",
    "Serial Number:": "Seriennummer:",
    "Cannot find object or property.": "Das Objekt oder die Eigenschaft wurde nicht gefunden.",
    "The underlying connection was closed:": "Die zugrunde liegende Verbindung wurde geschlossen:",
    "Could not establish trust relationship for the SSL/TLS secure channel.": (
        "Für den geschützten SSL/TLS-Kanal konnte keine Vertrauensstellung hergestellt werden.."
    ),
    "An unexpected error occurred on a send.": "Unbekannter Fehler beim Senden.",
    "The connection was closed unexpectedly.": "Die Verbindung wurde unerwartet getrennt.",
    "Unable to connect to the remote server": "Die Verbindung mit dem Remoteserver kann nicht hergestellt werden.",
    "The remote name could not be resolved": "Der Remotename konnte nicht aufgelöst werden",
    "The remote server returned an error:": "Der Remoteserver hat einen Fehler zurückgegeben:",
    "Unauthorized": "Nicht autorisiert",
    "Forbidden": "Unzulässig",
    "Not Found": "Nicht gefunden",
    "Service Unavailable": "Server nicht verfügbar",
    "Fatal Error:": "Schwerwiegender Fehler:",
    "No such host is known": "Der angegebene Host ist unbekannt",
    "A specified logon session does not exist.": "Eine angegebene Anmeldesitzung ist nicht vorhanden.",
    "Request for principal permission failed.": "Fehler bei der Anforderung der Prinzipalberechtigung.",
    "Unspecified error": "Unbekannter Fehler",
    "Invalid namespace": "Ungültiger Namespace",
}


def spoken(text: str, culture: str) -> str:
    """A text of Windows as a machine of this culture says it."""
    if culture.partition("-")[0] == "de":
        for english, german in _GERMAN.items():
            text = text.replace(english, german)
    return text


def answered(answer: Any, culture: str) -> Any:
    """An operation's answer with its texts of Windows in the machine's language."""
    if isinstance(answer, tuple):
        return tuple(answered(item, culture) for item in answer)
    if isinstance(answer, OperationError):
        return msgspec.structs.replace(answer, text=spoken(answer.text, culture))
    if isinstance(answer, Written):
        return msgspec.structs.replace(answer, output=spoken(answer.output, culture))
    error = getattr(answer, "error", None)
    if isinstance(error, OperationError):
        return msgspec.structs.replace(answer, error=answered(error, culture))
    return answer
