"""How editors fill in a challenge in the Wagtail admin."""

from django.db.models import Q
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from wagtail_crowdsolving.challenges.fields import LIFE, is_published
from wagtail_crowdsolving.challenges.words import SITUATION_REQUIRED
from wagtail_crowdsolving.network.editing import ClassifiedEditForm
from wagtail_crowdsolving.people import member_since, public_name, told_apart, with_right
from wagtail_crowdsolving.text import to_plain


def offer_team(field, chosen=None):
    """Let a field choose among the team alone: a list of all members would give their addresses away.

    The team has access to the admin, or animates a challenge (``chosen`` the one at hand) without it.
    """
    team = with_right("wagtailadmin.access_admin")
    field.queryset = field.queryset.filter(Q(pk__in=team.values("pk")) | Q(pk=chosen))
    field.choices = lambda: [("", field.empty_label), *named(field.queryset)]


def named(people):
    """``[(key, name)]``; who are named alike with the day since which they are a member."""
    people = {person.pk: person for person in people}
    names = {key: public_name(person) for key, person in people.items()}
    return told_apart(
        names, lambda keys: {key: (member_since(people[key]),) for key in keys}
    ).items()


class ChallengeEditForm(ClassifiedEditForm):
    """Asks for what the situation cannot do without, once the page goes further than a draft."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if is_published(self.instance):
            # Their fields would say what a revision had: the forms of the challenge's life change them.
            for name in LIFE:
                self.fields.pop(name, None)
        if "animator" in self.fields:
            offer_team(self.fields["animator"], self.instance.animator_id)

    def clean(self):
        data = super().clean()
        if self.is_deferred_validation:
            return data
        for name in SITUATION_REQUIRED.get(data.get("situation"), []):
            if name in self.fields and name not in self.errors and not to_plain(data.get(name)):
                self.add_error(
                    name,
                    _("This situation needs this field. Fill it in, or choose another situation."),
                )
        return data


@hooks.register("insert_editor_js")
def situation_script():
    """Show only the fields of the chosen situation. Without it all are shown."""
    return format_html(
        '<script type="module" src="{}"></script>',
        static("wagtail_crowdsolving/situation-fields.js"),
    )
