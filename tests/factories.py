"""Objects to test with. Pages are made under a parent: ``ChallengeFactory(parent=index)``."""

import datetime
import uuid
from contextlib import contextmanager

import factory
import wagtail_factories
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from modelsearch import signal_handlers as search
from wagtail.models import GroupApprovalTask, Locale, Page, Site, Workflow, WorkflowTask
from wagtail.signal_handlers import (
    disable_reference_index_auto_update,
    reference_index_auto_update_disabled,
)

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.challenges.models import Proposal
from wagtail_crowdsolving.contributions.actions import recount
from wagtail_crowdsolving.contributions.models import Contribution, Kind, State
from wagtail_crowdsolving.network.models import Organisation, Territory, Theme
from wagtail_crowdsolving.network.queries import canonical
from wagtail_crowdsolving.pages.models import (
    CatalogueIndexPage,
    CatalogueProjectPage,
    ChallengeIndexPage,
    ChallengePage,
)
from wagtail_crowdsolving.selection.models import Committee, Criterion, Membership
from wagtail_crowdsolving.selection.setup import STEPS, WORKFLOW
from wagtail_crowdsolving.text import to_html


class _NotWhileUnindexed:
    """wagtail's own way to leave its index of references alone, for the search index too."""

    def __init__(self, task):
        self.task = task

    def enqueue(self, *args):
        if not _is_unindexed():
            self.task.enqueue(*args)


def _is_unindexed():
    return getattr(reference_index_auto_update_disabled, "value", False)


search.insert_or_update_object_task = _NotWhileUnindexed(search.insert_or_update_object_task)


@contextmanager
def unindexed():
    """What is saved here is found by no search and stands in no usage.

    Both indexes cost more than the saving, and few tests read them: those have ``indexed``.
    """
    if _is_unindexed():
        yield
    else:
        with disable_reference_index_auto_update():
            yield


def locale(language="fr"):
    return Locale.objects.get_or_create(language_code=language)[0]


def home():
    """The home page of the only site; the site is made with it."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site and site.root_page.slug == "accueil":
        return site.root_page
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root", locale=locale())
    page = root.add_child(
        instance=Page(title="Accueil", slug="accueil", locale=locale(), live=True)
    )
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": "testserver",
            "port": 80,
            "root_page": page,
            "site_name": "La Fabrique",
        },
    )
    return page


class _Factory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True


#: What the user model of the site calls what the tests say: ``None`` for what it has not.
_CALLED = getattr(get_user_model(), "CALLED", {})


def called(**values):
    """Values of a person under the names that the user model of the site has for them, for an update."""
    return {
        _CALLED.get(name, name): value for name, value in values.items() if _CALLED.get(name, name)
    }


class UserFactory(_Factory):
    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True
        exclude = [name for name, own in _CALLED.items() if own is None]
        rename = {name: own for name, own in _CALLED.items() if own}

    username = factory.Sequence("member{}".format)
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    first_name = "Camille"
    last_name = factory.Sequence("Essai{}".format)


class _Translated(_Factory):
    class Meta:
        abstract = True

    locale = factory.LazyFunction(locale)


class ThemeFactory(_Translated):
    class Meta:
        model = Theme

    name = factory.Sequence("Thème {}".format)
    slug = factory.Sequence("theme-{}".format)


class TerritoryFactory(_Translated):
    class Meta:
        model = Territory

    name = factory.Sequence("Commune {}".format)
    level = "commune"
    code = factory.Sequence("{:05d}".format)
    latitude = "43.29600"
    longitude = "5.37000"


class OrganisationFactory(_Translated):
    class Meta:
        model = Organisation

    name = factory.Sequence("Structure {}".format)


class _PageFactory(_Factory, wagtail_factories.PageFactory):
    class Meta:
        abstract = True

    locale = factory.LazyFunction(locale)
    parent = factory.LazyFunction(home)


class ChallengeIndexFactory(_PageFactory):
    class Meta:
        model = ChallengeIndexPage

    title = "Les défis"
    slug = "defis"


class ChallengeFactory(_PageFactory):
    class Meta:
        model = ChallengePage

    parent = factory.LazyFunction(
        lambda: ChallengeIndexPage.objects.first() or ChallengeIndexFactory()
    )
    title = factory.Sequence("Défi {}".format)
    guiding_question = "Comment faire mieux, ensemble ?"
    summary = "Un besoin du territoire, sans porteur de projet."
    context = "<p>Le contexte.</p>"
    opens_on = factory.LazyFunction(lambda: datetime.date.today() - datetime.timedelta(days=10))
    closes_on = factory.LazyFunction(lambda: datetime.date.today() + datetime.timedelta(days=30))


class CatalogueIndexFactory(_PageFactory):
    class Meta:
        model = CatalogueIndexPage

    title = "Le catalogue"
    slug = "catalogue"


class ProjectFactory(_PageFactory):
    class Meta:
        model = CatalogueProjectPage

    parent = factory.LazyFunction(
        lambda: CatalogueIndexPage.objects.first() or CatalogueIndexFactory()
    )
    title = factory.Sequence("Projet {}".format)
    summary = "Un projet né d'un besoin."
    need = "<p>Le besoin.</p>"


class ProposalFactory(_Factory):
    class Meta:
        model = Proposal

    proposer = factory.SubFactory(UserFactory)
    index = factory.LazyFunction(
        lambda: ChallengeIndexPage.objects.first() or ChallengeIndexFactory()
    )
    language = "fr"


class ContributionFactory(_Factory):
    """A stored contribution, past the door: to set a scene, not to test ``submit``.

    ``counted=False`` leaves the numbers of its discussion for the caller to recount once for many.
    """

    class Meta:
        model = Contribution

    page = factory.LazyFunction(ChallengeFactory)
    user = factory.SubFactory(UserFactory)
    kind = Kind.IDEA
    state = State.PUBLISHED
    language = "fr"
    comment = factory.Sequence("Une idée numéro {}.".format)
    body = factory.LazyAttribute(lambda contribution: to_html(contribution.comment))
    submission_key = factory.LazyFunction(uuid.uuid4)
    root = factory.LazyAttribute(
        lambda c: (c.in_reply_to.root or c.in_reply_to) if c.in_reply_to else None
    )
    waits_since = factory.LazyAttribute(
        lambda c: timezone.now() if c.state == State.PENDING else None
    )
    in_reply_to = None
    site_id = 1

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        page, counted = canonical(kwargs.pop("page")), kwargs.pop("counted", True)
        made = super()._create(
            model_class,
            *args,
            page=page,
            content_type=ContentType.objects.get_for_model(page),
            object_pk=str(page.pk),
            **kwargs,
        )
        if counted:
            recount(page_pk=page.pk)
        return made


def plain_workflow():
    """A workflow of stock group tasks alone, as a site without committees keeps it; its members enter the admin."""
    workflow = Workflow.objects.create(name=WORKFLOW)
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    for order, (name, role) in enumerate(
        zip(STEPS, ["coordination", "committee", "board"], strict=True)
    ):
        group = Group.objects.get_or_create(name=conf.GROUPS[role])[0]
        group.permissions.add(access)
        task = GroupApprovalTask.objects.create(name=name)
        task.groups.add(group)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
    return workflow


class CommitteeFactory(_Factory):
    class Meta:
        model = Committee

    name = factory.Sequence("Comité {}".format)
    quorum = 2


class MembershipFactory(_Factory):
    class Meta:
        model = Membership

    committee = factory.SubFactory(CommitteeFactory)
    user = factory.SubFactory(UserFactory)


class CriterionFactory(_Factory):
    class Meta:
        model = Criterion

    committee = factory.SubFactory(CommitteeFactory)
    label = factory.Sequence("Critère {}".format)
