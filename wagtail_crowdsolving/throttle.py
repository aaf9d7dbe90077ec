"""How often something comes from one network address. The address itself is kept nowhere."""

import hmac
import ipaddress

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

HOUR = 3600


def wait(request, name, limit):
    """Count one more ``name`` from where ``request`` comes: how many seconds it must wait, or 0.

    At most ``limit`` in a clock hour; ``0`` counts nothing. The key in the cache is a hash that
    needs the site's secret and changes each day: nobody can tell an address from it.
    """
    if not limit:
        return 0
    now = timezone.now()
    address = _network(request.META.get("REMOTE_ADDR", ""))
    digest = hmac.new(
        settings.SECRET_KEY.encode(), f"{now:%Y-%m-%d}\0{name}\0{address}".encode(), "sha256"
    ).hexdigest()
    key = f"crowdsolving-{digest}-{now:%H}"
    cache.add(key, 0, HOUR)
    try:
        number = cache.incr(key)
    except ValueError:  # it ran out in between
        return 0
    return HOUR - (now.minute * 60 + now.second) if number > limit else 0


def _network(address):
    """An address, or the network of a household where it has many (IPv6)."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
