"""TLS and HTTP as seen from this computer: the operations of role `here`, over real sockets.

A probe says what is served on a connection of its own; it never says that another machine trusts it.
Nothing here knows of steps, of rules or of the practice lab: whom to dial is given.
"""
