"""The members in Wagtail's admin: their address and whether it is confirmed, since when, how much they wrote."""

import django_filters
from allauth.account.models import EmailAddress
from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, NumberColumn
from wagtail.admin.widgets.boolean_radio_select import BooleanRadioSelect
from wagtail.users.views.users import IndexView, UserFilterSet
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from wagtail_crowdsolving.exports import ExportMixin
from wagtail_crowdsolving.models import Contribution
from wagtail_crowdsolving.wagtail_admin import DayRangeFilter, FoldedListMixin


class MemberFilterSet(UserFilterSet):
    last_login = DayRangeFilter(label=_("Last login"), widget=DateRangePickerWidget)
    is_verified = django_filters.BooleanFilter(
        label=_("Address confirmed"), widget=BooleanRadioSelect
    )


class MemberIndexView(FoldedListMixin, ExportMixin, IndexView):
    def get_base_queryset(self):
        own = EmailAddress.objects.filter(
            user=OuterRef("pk"), email__iexact=OuterRef("email"), verified=True
        )
        texts = Contribution.objects.filter(user=OuterRef("pk")).order_by().values("user")
        number = Subquery(texts.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
        return (
            super().get_base_queryset().annotate(is_verified=Exists(own), texts=Coalesce(number, 0))
        )

    @cached_property
    def columns(self):
        # Nobody chooses nor sees a username: people are known by their address.
        before, name, _username, *others = super().columns
        # Wagtail's widths leave nothing to the name, once there are more columns.
        name.width = "22%"
        for column in others:
            column.width = None
        return [
            before,
            name,
            Column("email", label=_("E-mail address"), sort_key="email"),
            BooleanColumn("is_verified", label=_("Confirmed"), sort_key="is_verified"),
            DateColumn("date_joined", label=_("Since"), sort_key="date_joined"),
            NumberColumn("texts", label=_("Texts"), sort_key="texts"),
            *others,
        ]


class UserViewSet(WagtailUserViewSet):
    ordering = "name"
    index_view_class = MemberIndexView
    filterset_class = MemberFilterSet
