"""Probes against real sockets on loopback, the well-behaved and the others."""
