"""Which addresses of the network a page may be fetched from: public ones, nothing of our own."""

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from index.errors import IndexingError

Address = IPv4Address | IPv6Address

# Addresses that carry an IPv4 address in them, and the bits it stands at from the right.
_CARRIERS = (
    (IPv6Network("::ffff:0:0/96"), 0),  # IPv4-mapped
    (IPv6Network("::ffff:0:0:0/96"), 0),  # IPv4-translated
    (IPv6Network("64:ff9b::/96"), 0),  # NAT64
    (IPv6Network("::/96"), 0),  # IPv4-compatible
    (IPv6Network("2002::/16"), 80),  # 6to4
)
_LOCAL_IPV6 = (
    IPv6Network("64:ff9b:1::/48"),  # NAT64 within one's own network
    IPv6Network("2001::/32"),  # Teredo: the address inside is the user's own
    IPv6Network("fec0::/10"),
)


def public_addresses(host: str, port: int) -> list[Address]:
    """The addresses of a host, each of them public.

    However the host is spelled (a name, decimal, octal, IPv6), what counts is the address that
    the system makes of it. One address that is not public refuses all: no public site has one.
    Raises IndexingError where the host is unknown or not public.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise IndexingError(f"{host} is not known: check the address ({error})") from None
    addresses = []
    for *_, place in found:
        # A zone («%eth0») only ever belongs to a link-local address.
        address = ip_address(str(place[0]).partition("%")[0])
        if not is_public(address):
            raise IndexingError(
                f"{host} is the address {address}, which is not on the public internet: only "
                "public pages are fetched"
            )
        if address not in addresses:
            addresses.append(address)
    return addresses


def is_public(address: Address) -> bool:
    """Whether the address is on the public internet, whatever other address it carries."""
    if isinstance(address, IPv6Address):
        if any(address in network for network in _LOCAL_IPV6):
            return False
        for network, shift in _CARRIERS:
            if address in network:
                return is_public(IPv4Address(int(address) >> shift & 0xFFFFFFFF))
    return address.is_global and not (
        address.is_multicast
        or address.is_reserved
        or address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_unspecified
    )
