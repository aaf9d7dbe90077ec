"""A chooser of persons that shows names and never an address."""

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import DateColumn, TitleColumn
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets import BaseChooser

from wagtail_crowdsolving.fields import TypedLineField
from wagtail_crowdsolving.folded import Folded, HasWords
from wagtail_crowdsolving.network.people import public_name
from wagtail_crowdsolving.selection.admin.access import EnterMixin
from wagtail_crowdsolving.text import key_of


class PersonFilterForm(BaseFilterForm):
    """By name; or by an address typed in full, for two persons of one name."""

    q = TypedLineField(
        label=_("Name, or the whole e-mail address"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        max_length=254,
        required=False,
    )

    def filter(self, people):
        typed = self.cleaned_data["q"]
        if not typed:
            return people
        self.is_searching, self.search_query = True, typed
        if "@" in typed:
            return people.filter(email__iexact=typed)
        return people.filter(HasWords("first_name", "last_name", words=typed))


class _PeopleMixin(EnterMixin):
    filter_form_class = PersonFilterForm
    ordering = [Folded("last_name"), Folded("first_name"), "pk"]

    def get_object_list(self):
        return get_user_model()._default_manager.filter(is_active=True)

    @property
    def columns(self):
        since = DateColumn("date_joined", label=_("Member since"), width="30%")
        return [self.title_column, since]

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
        return get_user_model()._default_manager.get(pk=key_of(pk), is_active=True)

    def get_display_title(self, instance):
        return public_name(instance)

    def get_edit_item_url(self, instance):
        return None


class BasePersonChooser(BaseChooser):
    show_edit_link = False

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
