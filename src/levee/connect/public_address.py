"""Which address does a name lead to, and may we go there?

Every address of the name has to be public: one private among them refuses the name. Whoever
connects takes the address that was checked, and does not ask again (DNS rebinding).
"""

import ipaddress
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

type Address = IPv4Address | IPv6Address
type Network = IPv4Network | IPv6Network

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Forbidden(Exception):
    """A name that leads where no message of ours goes."""


def checked(host: str, port: int, allowed: Sequence[Network] = ()) -> str:
    """The address to connect to; Forbidden when any of the name's is private."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Forbidden(f"{host} leads nowhere") from None
    names = dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found)
    for name in names:
        if not is_open(ipaddress.ip_address(name), allowed):
            raise Forbidden(f"{host} leads to {name}, which is not public")
    return next(iter(names))


def is_open(address: Address, allowed: Sequence[Network] = ()) -> bool:
    """Public, or in a network that the operator allowed; also what an address carries inside."""
    if any(address in network for network in allowed if network.version == address.version):
        return True
    inner = _inner(address)
    if inner is not None:
        return is_open(inner, allowed)
    return address.is_global and not address.is_multicast and not address.is_reserved


def _inner(address: Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for."""
    if not isinstance(address, IPv6Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


def networks(text: str) -> tuple[Network, ...]:
    """``10.0.0.0/8, fd00::/8``; ValueError names what is no network."""
    parts = (part.strip() for part in text.split(","))
    return tuple(ipaddress.ip_network(part) for part in parts if part)
