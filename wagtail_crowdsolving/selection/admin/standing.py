"""What keeps a committee from working well, for its list, its form and the list of its members."""

from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_crowdsolving.selection import rules
from wagtail_crowdsolving.selection.models import Criterion, Membership
from wagtail_crowdsolving.selection.words import VotingRule


def look_over(committees):
    """Set ``voting``, how many give an opinion today, and ``warnings``, what keeps each committee
    from working well. 2 queries for any number."""
    keys = [committee.pk for committee in committees]
    seated = Membership.objects.sitting().filter(committee__in=keys)
    roles = defaultdict(list)
    for key, role in seated.values_list("committee_id", "role"):
        roles[key].append(role)
    weighed = set(
        Criterion.objects.filter(committee__in=keys, weight__gt=0)
        .values_list("committee_id", flat=True)
        .distinct()
    )
    for committee in committees:
        seats = roles[committee.pk]
        committee.voting = sum(role != rules.OBSERVER for role in seats)
        committee.warnings = list(
            _warnings(committee, rules.CHAIR in seats, committee.pk in weighed)
        )


def _warnings(committee, has_chair, is_weighed):
    if committee.voting < committee.quorum:
        yield ngettext(
            "%(count)d person gives an opinion today, fewer than the quorum of %(quorum)d: "
            "no round can come to an outcome.",
            "%(count)d people give an opinion today, fewer than the quorum of %(quorum)d: "
            "no round can come to an outcome.",
            committee.voting,
        ) % {"count": committee.voting, "quorum": committee.quorum}
    if not has_chair:
        yield _("Nobody chairs this committee today: the coordinators lead its rounds.")
    if committee.rule == VotingRule.SCORE and not is_weighed:
        yield _(
            "The rule is a weighted score, and no criterion has a weight: no score can be made."
        )
