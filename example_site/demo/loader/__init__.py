"""Loads the demo: small functions, each of which leaves alone what is there already.

The story that the demo tells goes through the package's own doors, then its dates are set back:
a challenge is proposed, examined, published, discussed and moderated as on a real site.
"""

from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone, translation

from demo.content.challenges import CHALLENGES
from demo.content.committees import COMMITTEES, MEETINGS
from demo.content.contributions import CONTRIBUTIONS
from demo.content.projects import PROJECTS
from demo.content.proposals import PROPOSALS
from demo.loader.challenges import load_challenge, settle_challenge
from demo.loader.discussions import load_contribution
from demo.loader.examination import load_board_meetings, load_committee, load_meeting
from demo.loader.files import restore_files
from demo.loader.network import load_network
from demo.loader.people import load_groups, load_locales, load_people
from demo.loader.projects import load_project
from demo.loader.proposals import load_proposal
from demo.loader.site import load_site
from demo.loader.translations import load_translations
from demo.loader.world import World, typeset
from wagtail_crowdsolving import jobs
from wagtail_crowdsolving.contributions import actions as contributions
from wagtail_crowdsolving.contributions.models import DiscussionCounter
from wagtail_crowdsolving.notifications.models import OutboxMail


def load(stdout=None):
    """Load all that is missing. Sends no mail and leaves none to send. Returns the ``World``."""
    with translation.override("fr"), _nobody_told(), transaction.atomic():
        before = set(OutboxMail.objects.values_list("pk", flat=True))
        world = World(today=timezone.localdate())
        load_locales(world)
        load_people(world)
        load_network(world)
        load_site(world, stdout)
        load_groups(world)
        for content in typeset(COMMITTEES):
            load_committee(world, content)
        for content in typeset(CHALLENGES):
            load_challenge(world, content)
        for content in typeset(CONTRIBUTIONS):
            load_contribution(world, content)
        for page in DiscussionCounter.objects.values_list("page", flat=True):
            contributions.recount(page_pk=page)
        for content in typeset(CHALLENGES):
            settle_challenge(world, content)
        for content in typeset(PROPOSALS):
            load_proposal(world, content)
        load_board_meetings(world)
        for content in typeset(MEETINGS):
            load_meeting(world, content)
        for position, content in enumerate(typeset(PROJECTS)):
            load_project(world, content, position)
        load_translations(world)
        restore_files()
        OutboxMail.objects.exclude(pk__in=before).delete()
    return world


@contextmanager
def _nobody_told():
    """What the demo tells happened in the past: no job starts, so that no mail leaves for it."""
    enqueue, jobs.enqueue = jobs.enqueue, lambda function, *primary_keys: None
    try:
        yield
    finally:
        jobs.enqueue = enqueue
