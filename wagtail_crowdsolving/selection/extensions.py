"""What committees add to the pages of the rooms below."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving import extensions
from wagtail_crowdsolving.challenges.pages import ChallengeMixin
from wagtail_crowdsolving.selection import milestones, queries, rules

extensions.annotations.register(milestones.selecting, of=ChallengeMixin, name="selecting")
extensions.timeline.register(milestones.milestones)


@extensions.facts.register(of=ChallengeMixin, order=50)
def selected_by(challenge, request):
    """Which bodies selected a challenge, and when."""
    selection = milestones.selection_of(challenge) if challenge.pk else None
    if selection is None:
        return None
    return extensions.Section(
        "wagtail_crowdsolving/selection/selected_by.html", {"selection": selection}
    )


@extensions.dossier_readers.register
def sits_in_a_round(user, page):
    """Whoever reads the dossier of one of its rounds, and stands aside in none."""
    rounds = queries.rounds_of(page)
    if any(rules.stands_aside(user, round) for round in rounds):
        return False
    return any(rules.can_see_dossier(user, round) for round in rounds) or None


@extensions.space.register(order=50)
def my_committees(request):
    """The way to the desk, for whoever sits on a committee."""
    if not queries.has_desk(request.user):
        return None
    return extensions.Entry(
        _("My committees"),
        reverse("wagtail_crowdsolving:committee_desk"),
        queries.waiting_for(request.user),
    )
