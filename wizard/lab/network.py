"""The lab's network: names, the listeners of http.sys, and connections judged by the machine that makes them.

A listener comes up in this process when its port is first dialled, and answers from the world as it is at that moment.
"""

from __future__ import annotations

import base64
import socket
from typing import Literal

import msgspec
from cryptography import x509

from wizard.lab import iis, pki
from wizard.lab.bench import Bench
from wizard.lab.facts import Machine
from wizard.lab.listeners import HttpListener, TlsListener
from wizard.lab.trust import chain_status
from wizard.lab.world import Ca, World
from wizard.operations.iis import HttpAnswer, TlsEndpoint
from wizard.probes import http, tls

_TIMEOUT = 5.0

Scheme = Literal["http", "https"]
Problem = Literal["", "name", "refused", "handshake", "certificate", "closed"]


class Call(msgspec.Struct, frozen=True):
    """How a request went: the status of its answer, or what kept it from one."""

    status: int = 0
    problem: Problem = ""


class Network:
    """Whom a host and port lead to."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._listeners: dict[int, tuple[Scheme, HttpListener | TlsListener]] = {}
        self._closed: socket.socket | None = None

    def dial(self, host: str, port: int) -> tuple[str, int]:
        """The loopback port behind a host and port; a closed one where nothing listens. OSError for an unknown name."""
        world = self._bench.world
        machine = _resolved(world, host)
        scheme = iis.scheme_of(world, port) if machine is world.wsus_machine else None
        self._stop_strays()
        if scheme is None:
            return "127.0.0.1", self._nobody()
        if port not in self._listeners:
            self._listeners[port] = (scheme, self._listen(scheme, port))
        return "127.0.0.1", self._listeners[port][1].port

    def tls(self, machine: Machine, host: str, port: int) -> TlsEndpoint:
        """A handshake made by a machine of the lab, and its own verdict on the chain."""
        return self._judged(machine, tls.handshake(*self.dial(host, port), host, _TIMEOUT))

    def call(self, machine: Machine, host: str, port: int, use_ssl: bool, path: str) -> Call:
        """A request as a component of a machine makes it: over https it goes out only to a certificate it accepts."""
        try:
            address, dialled = self.dial(host, port)
        except OSError:
            return Call(problem="name")
        if not use_ssl:
            return _told(*http.answers(address, dialled, host, use_ssl, (path,), _TIMEOUT))
        with tls.shaken(address, dialled, host, _TIMEOUT) as (shown, connection):
            seen = self._judged(machine, shown)
            if connection is None:
                return Call(problem="handshake" if seen.connected else "refused")
            if not (seen.trusted and seen.name_matches):
                return Call(problem="certificate")
            return _told(http.answer_on(connection, host, path))

    def _judged(self, machine: Machine, seen: TlsEndpoint) -> TlsEndpoint:
        if not seen.handshake:
            return seen
        status = judged(self._bench.world, machine, base64.b64decode(seen.certificate))
        return msgspec.structs.replace(seen, trusted=not status, chain_status=status)

    def close(self) -> None:
        """Stop every listener."""
        for _, listener in self._listeners.values():
            listener.stop()
        self._listeners.clear()
        if self._closed:
            self._closed.close()
            self._closed = None

    def _stop_strays(self) -> None:
        """What no binding of a started site asks for any more is not listened for either."""
        for port, (scheme, listener) in tuple(self._listeners.items()):
            if iis.scheme_of(self._bench.world, port) != scheme:
                del self._listeners[port]
                listener.stop()

    def _listen(self, scheme: Scheme, port: int) -> HttpListener | TlsListener:
        def answer(by: str, path: str) -> int:
            return iis.answer(self._bench.world, port, by, path)

        if scheme == "http":
            return HttpListener(answer)
        return TlsListener(lambda: served(self._bench.world, port), answer)

    def _nobody(self) -> int:
        """A port of this computer that stays taken and refuses everyone: bound, but nobody listens."""
        if self._closed is None:
            self._closed = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            self._closed.bind(("127.0.0.1", 0))
        port: int = self._closed.getsockname()[1]
        return port


def _told(answer: HttpAnswer) -> Call:
    if answer.error:
        return Call(problem="refused" if answer.error.type == "ConnectionRefused" else "closed")
    return Call(answer.status)


def served(world: World, port: int) -> tuple[bytes, bytes] | None:
    """Chain and key that http.sys serves on a port; None where it has none, or one whose key it cannot use."""
    bound = iis.certificate_on(world, port)
    certificate = next((stored for stored in world.store if stored.thumbprint == bound), None)
    if certificate is None or certificate.key is None or certificate.broken_key:
        return None
    return pki.chain_pem(*_chain(world, certificate.certificate)), certificate.key


def judged(world: World, machine: Machine, certificate: bytes) -> tuple[str, ...]:
    """A machine's verdict on a certificate of the WSUS server, at the lab's clock; empty where its chain holds."""
    names = dict.fromkeys((*world.wsus_machine.knows, *machine.knows))
    return chain_status(
        certificate,
        [_ca(world, name).certificate for name in names],
        [_ca(world, name).certificate for name in machine.trusts],
        world.now,
        frozenset(int(serial, 16) for ca in world.cas for serial in ca.revoked),
    )


def _chain(world: World, certificate: bytes) -> list[bytes]:
    """A certificate and those of its issuers that the WSUS server has in its store of intermediates, and so sends."""
    chain = [certificate]
    known = [_ca(world, name).certificate for name in world.wsus_machine.knows]
    while issuer := next((ca for ca in known if ca not in chain and _names_issuer(chain[-1], ca)), None):
        chain.append(issuer)
    return chain


def _names_issuer(certificate: bytes, issuer: bytes) -> bool:
    return x509.load_der_x509_certificate(certificate).issuer == x509.load_der_x509_certificate(issuer).subject


def _ca(world: World, name: str) -> Ca:
    return next(ca for ca in world.cas if ca.name == name)


def _resolved(world: World, host: str) -> Machine:
    for machine in (world.wsus_machine, world.site_machine, world.client_machine):
        if host.rstrip(".").lower() in {machine.name.lower(), machine.computer_name.lower()}:
            return machine
    raise socket.gaierror(socket.EAI_NONAME, f"no host is called {host}")
