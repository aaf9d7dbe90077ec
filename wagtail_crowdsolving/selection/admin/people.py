"""A chooser of persons that shows names and never an address."""

import uuid

from django import forms
from django.conf import settings
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets import BaseChooser

from wagtail_crowdsolving import folded, people
from wagtail_crowdsolving.fields import TypedLineField
from wagtail_crowdsolving.people import public_name
from wagtail_crowdsolving.selection import queries, rules
from wagtail_crowdsolving.selection.admin.access import EnterMixin
from wagtail_crowdsolving.selection.minutes import names_of
from wagtail_crowdsolving.selection.models import Round

#: How many persons of one name are told apart.
ALIKE = 20
#: What is said of somebody who has or had a place in the round for which one chooses.
PLACES = {
    "sits": _("already sits"),
    "recused": _("stood aside"),
    "replaced": _("was replaced"),
    "proposer": _("proposes the challenge"),
}


class PersonFilterForm(BaseFilterForm):
    """By name; or by an address typed in full, for two persons of one name."""

    q = TypedLineField(
        label=_("Name, or the whole e-mail address"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        max_length=254,
        required=False,
    )

    def filter(self, rows):
        typed = self.cleaned_data["q"]
        if not typed:
            return rows
        self.is_searching, self.search_query = True, typed
        if "@" in typed:
            return rows.filter(people.has_address(typed))
        found, corrected = folded.search(rows, *people.name_paths(), typed=typed)
        self.search_query = corrected or typed
        return found


class _PeopleMixin(EnterMixin):
    """``?round=``: for whom one is chosen; who has or had a place in it is marked."""

    filter_form_class = PersonFilterForm
    preserve_url_parameters = [*chooser.ChooseView.preserve_url_parameters, "round"]

    @property
    def ordering(self):
        return [*people.by_name(), "pk"]

    def get_object_list(self):
        """Whoever may be asked onto a committee, or into a round."""
        return people.active()

    @cached_property
    def round(self):
        """The round, where whoever asks runs it."""
        try:
            key = uuid.UUID(self.request.GET.get("round", ""))
        except ValueError:
            return None
        round = Round.objects.select_related("committee").filter(pk=key).first()
        return round if round and rules.can_run(self.request.user, round) else None

    def get_results_page(self, request):
        page = super().get_results_page(request)
        listed = list(page.object_list)
        organisations = queries.organisation_names(listed)
        places = queries.places_in(self.round, listed) if self.round else {}
        for person in listed:
            person.crowdsolving_organisation = organisations.get(person.pk, "")
            person.crowdsolving_place = PLACES.get(places.get(person.pk), "")
        page.object_list = listed
        return page

    @property
    def columns(self):
        columns = [
            self.title_column,
            Column("crowdsolving_organisation", label=_("Organisation")),
        ]
        if self.round:
            columns.append(Column("crowdsolving_place", label=_("In this examination")))
        if people.knows_since():
            columns.append(DateColumn(people.JOINED, label=_("Member since")))
        return columns

    @property
    def title_column(self):
        return TitleColumn(
            "title",
            label=_("Name"),
            accessor=public_name,
            get_url=lambda person: self.append_preserved_url_parameters(
                reverse(self.chosen_url_name, args=[person.pk])
            ),
            link_attrs={"data-chooser-modal-choice": True},
        )


class PeopleView(_PeopleMixin, chooser.ChooseView):
    pass


class PeopleResultsView(_PeopleMixin, chooser.ChooseResultsView):
    pass


class PersonChosenView(EnterMixin, chooser.ChosenView):
    def get_object(self, pk):
        return people.active().get(pk=people.key_of(pk))

    def get_display_title(self, instance):
        """With their organisation, where somebody else is named alike."""
        alike = people.named_alike(instance).filter(is_active=True)
        return names_of([instance, *alike[:ALIKE]], public_name)[instance.pk]

    def get_edit_item_url(self, instance):
        return None


class BasePersonChooser(BaseChooser):
    """``round``: the key of the round for which one chooses."""

    show_edit_link = False

    def __init__(self, round=None, **kwargs):
        self.round = round
        super().__init__(**kwargs)

    def get_chooser_modal_url(self):
        address = super().get_chooser_modal_url()
        return f"{address}?round={self.round}" if self.round else address

    def get_display_title(self, instance):
        return public_name(instance)

    def get_value_data_from_instance(self, instance):
        return {
            "id": instance.pk,
            "edit_url": None,
            self.display_title_key: self.get_display_title(instance),
        }


class PersonViewSet(ChooserViewSet):
    name = "crowdsolving_people"
    model = settings.AUTH_USER_MODEL
    icon = "user"
    choose_one_text = _("Choose a person")
    choose_another_text = _("Choose another person")
    #: For our own fields alone: a site's choice for its other fields is left as it is.
    register_widget = False
    base_widget_class = BasePersonChooser
    choose_view_class = PeopleView
    choose_results_view_class = PeopleResultsView
    chosen_view_class = PersonChosenView

    def get_urlpatterns(self):
        return [
            path("", self.choose_view, name="choose"),
            path("results/", self.choose_results_view, name="choose_results"),
            path("chosen/<str:pk>/", self.chosen_view, name="chosen"),
        ]


viewset = PersonViewSet()
PersonChooser = viewset.widget_class
