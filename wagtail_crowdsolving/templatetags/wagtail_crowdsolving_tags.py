"""What the package's templates need beside Django's and Wagtail's own tags."""

from django import template

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.catalogue import origins
from wagtail_crowdsolving.selection import milestones
from wagtail_crowdsolving.selection import queries as selection

register = template.Library()


@register.filter
def field(form, name):
    """The bound field of that name."""
    return form[name]


@register.filter
def fields_in_error(form):
    """How many answers must be corrected; what is wrong with the form as a whole is none."""
    return sum(name in form.errors for name in form.fields)


@register.simple_tag
def projects_from(challenge):
    """The catalogue projects that came from a challenge: ``{% projects_from page as projects %}``."""
    return origins.projects_from(challenge) if challenge.pk else []


@register.simple_tag
def committee_desk(user):
    """``{"waiting": number}`` for whoever sits on a committee, else ``None``: ``{% committee_desk user as desk %}``."""
    return {"waiting": selection.waiting_for(user)} if selection.has_desk(user) else None


@register.simple_tag
def selection_of(challenge):
    """Which bodies selected a challenge, and when: ``{% selection_of page as selection %}``."""
    return milestones.selection_of(challenge) if challenge.pk else None


@register.simple_tag
def with_milestones(proposal, timeline):
    """A proposal's timeline with what its committees did."""
    return milestones.with_milestones(proposal, timeline)


@register.simple_tag
def charter_url():
    """Where the site's charter of contributions stands; empty where the site names none."""
    return conf.CHARTER_URL
