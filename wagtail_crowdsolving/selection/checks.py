"""System checks that read the database.

They run with ``check --database default`` and ``migrate``; from Django 6.1 with every ``check``. They
say what the findings of the rooms say (``health``), under the same numbers.
"""

from django.core.checks import Tags, Warning, register
from django.db import DEFAULT_DB_ALIAS, connections

from wagtail_crowdsolving import health
from wagtail_crowdsolving.challenges.pages import ChallengeIndexMixin
from wagtail_crowdsolving.page_types import page_types
from wagtail_crowdsolving.selection.models import Membership
from wagtail_crowdsolving.selection.task import CommitteeReviewTask

#: The findings that are system checks.
NUMBERS = {f"W{number:03}" for number in range(20, 30)}


@register(Tags.database)
def check_selection(app_configs=None, databases=None, **kwargs):
    """W020 to W029: what keeps committees from deciding, and what leads past them."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    tables = {CommitteeReviewTask._meta.db_table, Membership._meta.db_table}
    tables |= {model._meta.db_table for model in page_types(ChallengeIndexMixin)}
    if not tables <= set(connections[DEFAULT_DB_ALIAS].introspection.table_names()):
        return []  # before the first migration
    return [
        Warning(finding.text, hint=finding.hint, id=f"wagtail_crowdsolving.{finding.number}")
        for finding in health.findings()
        if finding.number in NUMBERS
    ]
