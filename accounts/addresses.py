"""Whose address is it: read, normalised, and found behind proxies that are trusted by name."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

UNIX = "unix"  # in a list of proxies: whoever connects through a Unix socket
_MAPPED = ip_network("::ffff:0:0/96")
_LONGEST = 64  # characters of one element; the longest address with zone and port is shorter
_MOST = 32  # elements that are looked at


def address_parse(text: str) -> Address | None:
    """Return the address in a text, IPv4-mapped IPv6 as IPv4; None where it is none.

    Args:
        text: as proxies write it: with or without port, brackets and zone.
    """
    bare = text.strip().strip('"')
    if not bare or len(bare) > _LONGEST:
        return None
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        return found.ipv4_mapped
    return found


def network_parse(text: str) -> Network:
    """Return the network in a text, or the one address in it; IPv4-mapped IPv6 as IPv4.

    Raises:
        ValueError: it is neither, or has bits beyond its prefix.
    """
    found = ip_network(text.strip())
    if isinstance(found, IPv6Network) and found.subnet_of(_MAPPED):  # type: ignore[arg-type]  # both are IPv6
        mapped = found.network_address.ipv4_mapped
        return IPv4Network((int(mapped or 0), found.prefixlen - 96))
    return found


def client_address(remote: str, forwarded: str, trusted: Sequence[Network], *, unix_trusted: bool) -> str:
    """Return the address of whoever sent a request, or "" where it cannot be known.

    Proxies append on the right, so the list is read from there: each trusted proxy vouches for the element to
    its left, and the first element that is no trusted proxy is the client. What stands further left is what
    the client wrote itself.

    Args:
        remote: the address of the connection; "" for a Unix socket.
        forwarded: `X-Forwarded-For`.
        trusted: networks of the proxies.
        unix_trusted: whether a Unix socket is a proxy too.
    """
    peer = address_parse(remote)
    if peer is None and (remote or not unix_trusted):
        return ""
    if peer is not None and not _is_in(peer, trusted):
        return str(peer)
    nearest = peer
    for element in reversed(forwarded.split(",")[-_MOST:] if forwarded else []):
        found = address_parse(element)
        if found is None:
            break
        nearest = found
        if not _is_in(found, trusted):
            break
    return str(nearest) if nearest is not None else ""


def is_trusted(remote: str, trusted: Sequence[Network], *, unix_trusted: bool) -> bool:
    """Tell whether a connection comes from a trusted proxy."""
    peer = address_parse(remote)
    return _is_in(peer, trusted) if peer is not None else unix_trusted and not remote


def _is_in(address: Address, networks: Sequence[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def place_of(address: str) -> str:
    """Return what is counted as one place: an IPv4 address, or the /64 that one IPv6 customer holds."""
    found = address_parse(address)
    if isinstance(found, IPv6Address):
        return str(IPv6Network((found, 64), strict=False))
    return str(found) if found is not None else "unknown"
