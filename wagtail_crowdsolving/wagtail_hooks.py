"""Table of contents of the rooms' registrations in the Wagtail admin."""

from django.apps import apps

from wagtail_crowdsolving.catalogue import admin as _catalogue  # noqa: F401
from wagtail_crowdsolving.catalogue import explorer as _projects  # noqa: F401
from wagtail_crowdsolving.challenges.admin import explorer as _explorer  # noqa: F401
from wagtail_crowdsolving.challenges.admin import life as _challenge_life  # noqa: F401
from wagtail_crowdsolving.challenges.admin import proposals as _proposals  # noqa: F401
from wagtail_crowdsolving.challenges.admin import reverting as _reverting  # noqa: F401
from wagtail_crowdsolving.challenges.admin import telling as _telling  # noqa: F401
from wagtail_crowdsolving.contributions import admin as _contributions  # noqa: F401
from wagtail_crowdsolving.network import admin as _network  # noqa: F401
from wagtail_crowdsolving.notifications import admin as _notifications  # noqa: F401
from wagtail_crowdsolving.records import admin as _records  # noqa: F401
from wagtail_crowdsolving.selection import admin as _selection  # noqa: F401
from wagtail_crowdsolving.selection import log as _selection_log  # noqa: F401
from wagtail_crowdsolving.upkeep import admin as _upkeep  # noqa: F401

if apps.is_installed("wagtail_localize"):  # where it is not, the checks say so
    from wagtail_crowdsolving import page_guards as _page_guards  # noqa: F401
    from wagtail_crowdsolving.challenges.admin import translating as _translating  # noqa: F401
