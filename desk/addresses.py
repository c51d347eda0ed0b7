"""Where a request comes from, and where one that names an address may be led."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def address_of(request: HttpRequest) -> str:
    """Return where the request comes from; a forwarded address counts only if our own proxies wrote it.

    An IPv6 address stands for its whole /64, which one household or machine has to itself.
    """
    hops = settings.TRUSTED_PROXY_HOPS
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    text = forwarded[-hops].strip() if 0 < hops <= len(forwarded) else request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address.packed[:8] + bytes(8), 64)))
    return str(address)


def path_here(text: str) -> str:
    """Return the path of this site that a request names, as it stands; "" for whatever else it may be.

    A bare word is none: it would be taken for the name of a view.
    """
    is_path = text.startswith("/") and text.isprintable()
    return text if is_path and url_has_allowed_host_and_scheme(text, allowed_hosts=None) else ""
