"""How often something comes from one network address. The address itself is kept nowhere."""

import hmac
import ipaddress

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from wagtail_crowdsolving import conf

HOUR = 3600


def wait(request, name, limit):
    """Count one more ``name`` from where ``request`` comes: how many seconds it must wait, or 0.

    At most ``limit`` in a clock hour; ``0`` counts nothing. The key in the cache is a hash that
    needs the site's secret and changes each day: nobody can tell an address from it.
    """
    address = _address(request)
    if not limit or address is None:
        return 0
    now = timezone.now()
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


def _address(request):
    """Where ``request`` comes from: an address, or the network of a household (IPv6). May be unknown.

    Behind a proxy that the site has not told of (``TRUSTED_PROXIES``), all would be one address.
    """
    address = request.META.get("REMOTE_ADDR", "")
    passed = request.META.get("HTTP_X_FORWARDED_FOR", "")
    passed = [part.strip() for part in passed.split(",") if part.strip()]
    if conf.TRUSTED_PROXIES and len(passed) >= conf.TRUSTED_PROXIES:
        address, passed = passed[-conf.TRUSTED_PROXIES], []
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    if passed and not parsed.is_global:
        return None
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
