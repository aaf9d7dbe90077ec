import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from tests import factories
from tests.challenges.support import fresh
from wagtail_crowdsolving import conf

ANSWERS = {
    "for_whom": "myself",
    "organisation": "",
    "organisation_name": "",
    "situation": "territory",
    "needs": "- se loger\n- se déplacer",
    "title": "Mieux manger à la Belle de Mai",
    "guiding_question": "Comment donner à chacun une bonne cuisine ?",
    "summary": "Des cuisines partagées, près de chez soi.",
    "context": "Un quartier **vivant**.\n\nPeu de cuisines.",
    "objectives": "",
    "constraints": "",
    "opportunities": "",
    "resources": "",
    "expected": "Des exemples.",
    "beneficiaries": "Les familles",
    "themes": [],
    "territory": "",
    "territory_kind": "",
    "contact_name": "Dominique Secrète",
    "contact_email": "secrete@example.org",
    "contact_phone": "04 91 00 11 22",
    "consent": True,
}


@pytest.fixture
def answers():
    """A complete brief, as a draft keeps it."""
    return {**ANSWERS}


@pytest.fixture
def index(home):
    return factories.ChallengeIndexFactory()


@pytest.fixture
def draft(index, member, answers):
    """A complete draft of ``member``."""
    return factories.ProposalFactory(proposer=member, index=index, data=answers)


@pytest.fixture
def site(index):
    """The site as ``setup_crowdsolving`` leaves it where groups examine, with one person in each."""
    factories.plain_workflow()
    call_command("setup_crowdsolving", verbosity=0)
    return {role: in_group(role) for role in conf.GROUPS}


def in_group(role):
    user = factories.UserFactory()
    user.groups.add(Group.objects.get(name=conf.GROUPS[role]))
    return user


@pytest.fixture
def signed_in(client, member):
    client.force_login(member)
    return client


@pytest.fixture
def animator():
    return factories.UserFactory(first_name="Anne", last_name="Imatrice")


@pytest.fixture
def page(home, animator):
    """A published challenge, whose draft says something else."""
    page = factories.ChallengeFactory(animator=animator, live=False)
    page.save_revision().publish()
    return fresh(page)
