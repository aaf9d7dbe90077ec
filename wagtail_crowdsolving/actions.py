"""The doors of all rooms, for a site's own code: ``actions.contributions.approve(contribution=…, by=…)``.

``docs/architecture.md`` lists them. A door raises what stands in ``exceptions``, or ``ValidationError``.
"""

from wagtail_crowdsolving.catalogue import actions as catalogue
from wagtail_crowdsolving.challenges import actions as challenges
from wagtail_crowdsolving.contributions import actions as contributions
from wagtail_crowdsolving.network import actions as network
from wagtail_crowdsolving.notifications import actions as notifications
from wagtail_crowdsolving.privacy import actions as privacy
from wagtail_crowdsolving.records import actions as records
from wagtail_crowdsolving.selection import actions as selection

__all__ = [
    "catalogue",
    "challenges",
    "contributions",
    "network",
    "notifications",
    "privacy",
    "records",
    "selection",
]
