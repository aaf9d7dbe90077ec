"""The form's fields and errors, its preview, and who else gets to it."""

import pytest
from django.contrib.messages import get_messages
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from tests import factories
from wagtail_crowdsolving.challenges import actions, links, queries
from wagtail_crowdsolving.challenges.brief import STEPS, brief_forms
from wagtail_crowdsolving.challenges.brief.forms import ContactForm
from wagtail_crowdsolving.pages.models import ChallengePage


class TestOthers:
    @pytest.mark.parametrize("step", [*STEPS, "apercu"])
    def test_nobody_else_s_draft(self, client, draft, step):
        client.force_login(factories.UserFactory(is_superuser=True))
        url = links.step(draft, step)
        assert client.get(url).status_code == 404
        assert client.post(url, {"version": 0, "title": "Volé"}).status_code == 404
        draft.refresh_from_db()
        assert draft.is_draft
        assert draft.version == 0

    @pytest.mark.parametrize("step", [*STEPS, "apercu"])
    def test_anonymous(self, client, draft, step):
        url = links.step(draft, step)
        for response in (client.get(url), client.post(url)):
            assert response["Location"] == f"{reverse('account_login')}?next={url}"
        draft.refresh_from_db()
        assert draft.is_draft

    def test_through_another_list(self, signed_in, draft, home):
        other = factories.ChallengeIndexFactory(slug="autres", title="Autres")
        url = links.step(draft, "defi").replace("/defis/", "/autres/")
        assert other.get_url() in url
        assert signed_in.get(url).status_code == 404


class TestPreview:
    def test_names_the_steps_that_are_missing(self, signed_in, index, member):
        draft = factories.ProposalFactory(index=index, proposer=member, data={"for_whom": "myself"})
        response = signed_in.get(links.step(draft, "apercu"))
        assert [item["step"] for item in response.context_data["missing"]] == [
            "situation",
            "defi",
            "contact",
        ]
        response = signed_in.post(links.step(draft, "apercu"))
        assert response.status_code == 400
        assert not ChallengePage.objects.exists()
        assert not list(get_messages(response.wsgi_request))

    def test_saves_nothing(self, signed_in, draft):
        response = signed_in.get(links.step(draft, "apercu"))
        assert response.status_code == 200
        assert not ChallengePage.objects.exists()


def test_the_contact_form_proposes_the_member_s_own(signed_in, index, member):
    draft = factories.ProposalFactory(index=index, proposer=member)
    html = signed_in.get(links.step(draft, "contact")).content.decode()
    assert f'value="{member.email}"' in html


def test_every_form_reads_what_it_keeps(index, answers):
    for form in brief_forms(data=answers, index=index).values():
        assert form.is_valid(), form.errors
        assert type(form)(form.typed(), index=index, situation="territory").is_valid()


def test_no_field_cuts_what_is_pasted(index, answers):
    for form in brief_forms(data=answers, index=index).values():
        assert "maxlength" not in form.as_p()


@pytest.mark.parametrize(
    ("phone", "read"),
    [
        ("04 91 00 00 00", "04 91 00 00 00"),
        ("+33 (0)4.91-00/00 00", "+33 (0)4.91-00/00 00"),
        ("\u202a+33\xa06 12\u202f34 56 78\u202c", "+33 6 12 34 56 78"),
        ("06‑12–34 56 78, poste 12", "06-12-34 56 78, poste 12"),
    ],
)
def test_the_phone_s_signs(index, answers, phone, read):
    form = ContactForm({**answers, "contact_phone": phone}, index=index)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["contact_phone"] == read


def test_a_phone_that_is_none_is_told_what_one_has(index, answers):
    form = ContactForm({**answers, "contact_phone": "poste 12, le matin"}, index=index)
    with translation.override("en"):
        (said,) = form.errors["contact_phone"]
        assert "digits" in said


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1 500", 1500),
        ("1\u202f500", 1500),
        ("120 m²", 120),
        ("1\xa0500 m2", 1500),
        ("1 500,0", 1500),
    ],
)
def test_a_surface_as_people_write_it(index, typed, read):
    data = {"resource_surface": typed, "resource_address": "12 rue des Lices"}
    form = STEPS["details"](data, index=index, situation="resource")
    form.is_valid()
    assert form.cleaned_data["resource_surface"] == read
    assert 'type="number"' not in str(form["resource_surface"])


@pytest.mark.parametrize("typed", ["douze", "1 500,5", "12 hectares", "1" * 200_000])
def test_a_surface_that_is_not_understood_stays(index, typed):
    form = STEPS["details"]({"resource_surface": typed}, index=index, situation="resource")
    assert "resource_surface" in form.errors
    assert form["resource_surface"].value() == typed


class TestAnOrganisationOfOneSOwn:
    """Nobody is known to speak for an organisation before the site has published it."""

    def claimed(self, client, draft):
        url = f"/defis/proposer/{draft.pk}/apercu/"
        return client.get(url).context_data["claim"]

    def test_is_checked(self, signed_in, draft, answers, member):
        draft.data = {
            **answers,
            "for_whom": "organisation",
            "organisation_name": "Ville de Marseille",
        }
        draft.save()
        assert self.claimed(signed_in, draft) == "Ville de Marseille"
        page = actions.submit(proposal=draft, by=member)
        draft.refresh_from_db()
        assert queries.unknown_claim(draft) == "Ville de Marseille"
        page.get_latest_revision().publish()
        assert queries.speaks_for(member, None, "ville de  marseille")
        assert queries.unknown_claim(draft) == ""

    def test_one_s_own_name_is_not(self, signed_in, draft, answers, member):
        draft.data = {**answers, "for_whom": "myself"}
        draft.save()
        assert self.claimed(signed_in, draft) == ""
        actions.submit(proposal=draft, by=member)
        draft.refresh_from_db()
        assert queries.unknown_claim(draft) == ""


class TestFormErrors:
    def shown(self, form):
        with translation.override("en"):
            html = render_to_string("wagtail_crowdsolving/form_errors.html", {"form": form})
        return " ".join(strip_tags(html).split())

    def form(self, index, answers, *errors, **typed):
        form = ContactForm({**answers, **typed}, index=index)
        form.is_valid()
        for error in errors:
            form.add_error(None, error)
        return form

    def test_none(self, index, answers):
        assert self.shown(self.form(index, answers)) == ""

    def test_of_the_whole_form_only(self, index, answers):
        shown = self.shown(self.form(index, answers, "Trop tard."))
        assert shown == "Trop tard. What you typed is kept."

    def test_counts_what_it_lists(self, index, answers):
        shown = self.shown(self.form(index, answers, "Trop tard.", contact_email="x"))
        assert shown.startswith("2 points must be corrected. What you typed is kept. Trop tard.")
        shown = self.shown(self.form(index, answers, contact_email="x", contact_name=""))
        assert shown.startswith("2 points must be corrected. What you typed is kept.")
