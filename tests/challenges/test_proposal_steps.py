"""The form in steps: nothing typed is lost, nothing hostile gets in, nobody else gets a word."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import WorkflowState

from tests import factories
from tests.contributions.files import picture
from wagtail_crowdsolving import kept
from wagtail_crowdsolving.challenges import actions, links
from wagtail_crowdsolving.challenges.brief import STEPS
from wagtail_crowdsolving.challenges.models import Proposal
from wagtail_crowdsolving.pages.models import ChallengePage

STEP_FIELDS = {
    "qui": ["for_whom", "organisation", "organisation_name"],
    "situation": ["situation"],
    "details": ["needs"],
    "defi": ["title", "guiding_question", "summary", "context", "expected", "beneficiaries"],
    "contact": ["contact_name", "contact_email", "contact_phone", "consent"],
}


@pytest.fixture
def start_url(index):
    return index.get_url() + "proposer/"


def post(client, proposal, step, data, go="next", version=None):
    proposal.refresh_from_db()
    version = proposal.version if version is None else version
    return client.post(links.step(proposal, step), {**data, "go": go, "version": version})


def part(answers, step):
    data = {name: answers[name] for name in STEP_FIELDS[step]}
    if "consent" in data:
        data["consent"] = "on"
    return data


class TestStart:
    def test_anonymous_is_sent_to_sign_in(self, client, start_url):
        for response in (client.get(start_url), client.post(start_url)):
            assert response.status_code == 302
            assert response["Location"] == f"{reverse('account_login')}?next={start_url}"
        assert not Proposal.objects.exists()

    def test_explains_and_begins(self, signed_in, start_url, member):
        response = signed_in.get(start_url)
        assert response.status_code == 200
        assert f'action="{start_url}"' in response.content.decode()
        assert response["X-Robots-Tag"] == "noindex"
        assert "private" in response["Cache-Control"]
        response = signed_in.post(start_url)
        proposal = Proposal.objects.get(proposer=member)
        assert response["Location"] == links.step(proposal, "qui")

    def test_lists_the_drafts_begun_and_stops_at_the_limit(
        self, signed_in, start_url, draft, member, settings
    ):
        settings.WAGTAIL_CROWDSOLVING = {
            "PROPOSAL_DRAFTS_PER_MEMBER": 1,
            "JOBS_ENGINE": "immediate",
        }
        other = factories.ProposalFactory(data={"title": "Le brouillon d'une autre"})
        response = signed_in.get(start_url)
        html = response.content.decode()
        assert draft.data["title"] in html
        assert "brouillon d" not in html
        assert f'action="{start_url}"' not in html
        response = signed_in.post(start_url)
        assert response["Location"] == start_url
        assert Proposal.objects.exclude(pk=other.pk).count() == 1

    def test_a_list_that_takes_no_proposals(self, signed_in, start_url, index):
        index.takes_proposals = False
        index.save()
        assert signed_in.get(start_url).status_code == 404
        assert signed_in.post(start_url).status_code == 404
        assert not Proposal.objects.exists()


def test_the_whole_way(signed_in, site, start_url, member, answers):
    signed_in.post(start_url)
    proposal = Proposal.objects.get()
    steps = list(STEPS)
    for step, after in zip(steps, [*steps[1:], "apercu"], strict=True):
        url = links.step(proposal, step)
        assert signed_in.get(url).status_code == 200
        response = post(signed_in, proposal, step, part(answers, step))
        assert response["Location"] == links.step(proposal, after)
    preview = links.step(proposal, "apercu")
    html = signed_in.get(preview).content.decode()
    assert "<strong>vivant</strong>" in html
    assert "secrete@example.org" not in html
    response = signed_in.post(preview)
    assert response["Location"] == reverse("wagtail_crowdsolving:proposal", args=[proposal.pk])
    page = ChallengePage.objects.get()
    assert (page.title, page.situation) == (answers["title"], "territory")
    # A second click, and the way back, lead to the same place.
    for response in (signed_in.post(preview), signed_in.get(preview), signed_in.get(url)):
        assert response["Location"] == links.own(proposal)
    assert ChallengePage.objects.count() == WorkflowState.objects.count() == 1
    assert WorkflowState.objects.get().requested_by == member


def test_the_details_follow_the_situation(signed_in, index, member):
    draft = factories.ProposalFactory(index=index, proposer=member)
    assert signed_in.get(links.step(draft, "details"))["Location"] == links.step(draft, "situation")
    for situation, field in (
        ("priority_issue", "already_tried"),
        ("territory", "needs"),
        ("idea", "handover_terms"),
        ("resource", "resource_surface"),
        ("swarming", "inspiration_url"),
    ):
        post(signed_in, draft, "situation", {"situation": situation})
        form = signed_in.get(links.step(draft, "details")).context_data["form"]
        assert field in form.fields


class TestNothingIsLost:
    def test_an_error_keeps_the_valid_and_the_invalid_in_the_draft(self, signed_in, draft, answers):
        wrong = {**part(answers, "defi"), "title": "x" * 200, "summary": "Un autre résumé"}
        response = post(signed_in, draft, "defi", wrong)
        assert response.status_code == 200
        assert set(response.context_data["form"].errors) == {"title"}
        html = response.content.decode()
        assert "x" * 200 in html
        assert 'role="alert"' in html
        draft.refresh_from_db()
        assert draft.data["title"] == "x" * 200
        assert draft.data["summary"] == "Un autre résumé"
        # Another day, the error and the text are still there.
        again = signed_in.get(links.step(draft, "defi"))
        assert set(again.context_data["form"].errors) == {"title"}
        assert "x" * 200 in again.content.decode()

    @pytest.mark.parametrize(("go", "to"), [("back", "details"), ("leave", None)])
    def test_going_back_and_leaving_save_too(self, signed_in, draft, answers, go, to):
        response = post(signed_in, draft, "defi", {"title": "À moitié"}, go=go)
        expected = links.step(draft, to) if to else reverse("wagtail_crowdsolving:space")
        assert response["Location"] == expected
        draft.refresh_from_db()
        assert draft.data["title"] == "À moitié"

    def test_another_tab(self, signed_in, draft, answers):
        post(signed_in, draft, "defi", {**part(answers, "defi"), "title": "Premier onglet"})
        response = post(
            signed_in, draft, "defi", {**part(answers, "defi"), "title": "Second onglet"}, version=0
        )
        assert response.status_code == 409
        html = response.content.decode()
        assert "Premier onglet" in html
        assert 'value="Second onglet"' in html
        draft.refresh_from_db()
        assert draft.data["title"] == "Premier onglet"
        # Warned, one may save: the page carries the version that it showed.
        version = response.context_data["version"]
        post(
            signed_in,
            draft,
            "defi",
            {**part(answers, "defi"), "title": "Second onglet"},
            version=version,
        )
        draft.refresh_from_db()
        assert draft.data["title"] == "Second onglet"

    def test_a_replay_of_the_same_post_is_no_conflict(self, signed_in, draft, answers):
        data = {**part(answers, "defi"), "title": "Deux clics"}
        for _ in range(2):
            response = post(signed_in, draft, "defi", data, version=0)
            assert response["Location"] == links.step(draft, "contact")
        draft.refresh_from_db()
        assert draft.version == 1

    def test_an_expired_session(self, client, draft, member):
        url = links.step(draft, "defi")
        data = {"title": "Tapé trop tard", "unknown": "x"}
        # The files are those of whom the form was printed for: forged, of nobody.
        for reader, number in (("forged", 0), (kept.mark(member), 1)):
            data |= {"attachments-0": picture(), "reader": reader}
            response = post(client, draft, "defi", data)
            assert draft.files.count() == number
        assert response["Location"] == f"{reverse('account_login')}?next={url}"
        assert "unknown" not in str(dict(client.session))
        draft.refresh_from_db()
        assert draft.data["title"] != "Tapé trop tard"
        client.force_login(member)
        for _ in range(2):
            response = client.get(url)
            assert response.context_data["unsaved"]
            assert 'value="Tapé trop tard"' in response.content.decode()
        post(client, draft, "defi", {"title": "Tapé trop tard"})
        draft.refresh_from_db()
        assert draft.data["title"] == "Tapé trop tard"
        assert not client.get(url).context_data["unsaved"]

    def test_an_expired_session_does_not_overwrite_another_tab(self, client, draft, member):
        post(client, draft, "defi", {"title": "Tapé trop tard"})
        actions.save_draft(proposal=draft, by=member, data={"title": "Entre-temps"}, version=0)
        client.force_login(member)
        response = client.get(links.step(draft, "defi"))
        response = post(
            client,
            draft,
            "defi",
            {"title": "Tapé trop tard"},
            version=response.context_data["version"],
        )
        assert response.status_code == 409
        draft.refresh_from_db()
        assert draft.data["title"] == "Entre-temps"

    def test_what_a_stranger_typed_is_never_shown_to_another(self, client, draft):
        post(client, draft, "defi", {"title": "Tapé par une inconnue"})
        client.force_login(factories.UserFactory())
        response = client.get(links.step(draft, "defi"))
        assert response.status_code == 404
        assert "inconnue" not in str(dict(client.session))

    def test_the_session_is_bounded(self, client, draft):
        long = dict.fromkeys(
            ["title", "context", "summary", "objectives", "expected", "constraints", "resources"],
            "x" * 50_000,
        )
        response = post(client, draft, "defi", long)
        assert response.status_code == 302
        assert len(str(dict(client.session))) < 2_000

    def test_nothing_is_kept_for_a_draft_that_does_not_exist(self, client, draft):
        draft.pk = uuid.uuid4()
        response = client.post(links.step(draft, "defi"), {"title": "x"})
        assert response.status_code == 404

    def test_an_old_token(self, draft, member):
        client = Client(enforce_csrf_checks=True)
        client.force_login(member)
        response = client.post(
            links.step(draft, "defi"),
            {
                "title": "Un texte </textarea><script>",
                "csrfmiddlewaretoken": "old",
                "password": "pw-secret",
            },
        )
        assert response.status_code == 403
        html = response.content.decode()
        assert "Un texte &lt;/textarea&gt;&lt;script&gt;" in html
        assert "readonly" in html
        assert "pw-secret" not in html
        assert "no-store" in response["Cache-Control"]
        draft.refresh_from_db()
        assert draft.version == 0


class TestHostile:
    @pytest.mark.parametrize(
        ("step", "field", "value"),
        [
            ("qui", "for_whom", "everybody"),
            ("qui", "organisation", "99999999999999999999999"),
            ("situation", "situation", "<script>alert(1)</script>"),
            ("details", "needs", "x" * 6001),
            ("defi", "title", "x" * 121),
            ("defi", "summary", "x" * 401),
            ("defi", "guiding_question", "x" * 251),
            ("defi", "context", "x" * 30_000),
            ("defi", "themes", "1 OR 1=1"),
            ("defi", "territory", "99999999999999999999999"),
            ("defi", "territory_kind", "moon"),
            ("contact", "contact_email", "a@b"),
            ("contact", "contact_email", "a@example.org\nBcc: b@example.org"),
            ("contact", "contact_phone", "<b>"),
            ("contact", "consent", ""),
        ],
    )
    def test_is_refused_at_its_field(self, signed_in, draft, answers, step, field, value):
        response = post(signed_in, draft, step, {**part(answers, step), field: value})
        assert response.status_code == 200
        form = response.context_data["form"]
        assert set(form.errors) == {field}
        html = response.content.decode()
        assert "<script>alert" not in html
        assert f'id="id_{field}_error"' in html

    def test_surface_and_address(self, signed_in, draft, answers):
        post(signed_in, draft, "situation", {"situation": "resource"})
        for surface in ("-3", "12.5", "1e9", "99999999999"):
            response = post(
                signed_in,
                draft,
                "details",
                {
                    "resource_address": "37 rue Bernard",
                    "resource_availability": "Dès mars",
                    "resource_surface": surface,
                },
            )
            assert set(response.context_data["form"].errors) == {"resource_surface"}
        post(signed_in, draft, "situation", {"situation": "swarming"})
        for address in ("javascript:alert(1)", "ftp://example.org", "http://exa mple"):
            response = post(
                signed_in,
                draft,
                "details",
                {"inspiration_name": "Un lieu", "adaptation": "Tout", "inspiration_url": address},
            )
            assert set(response.context_data["form"].errors) == {"inspiration_url"}

    def test_ten_megabytes(self, signed_in, draft):
        response = post(signed_in, draft, "defi", {"context": "x" * 10_000_000})
        assert response.status_code == 400
        draft.refresh_from_db()
        assert draft.version == 0

    def test_a_long_answer_is_shown_and_kept_whole(self, signed_in, draft, answers):
        response = post(
            signed_in, draft, "defi", {**part(answers, "defi"), "context": "y" * 30_000}
        )
        assert "y" * 30_000 in response.content.decode()
        draft.refresh_from_db()
        assert len(draft.data["context"]) == 30_000

    def test_script_in_a_draft_is_text_everywhere(self, signed_in, draft, answers):
        hostile = "<script>alert(1)</script>"
        post(
            signed_in,
            draft,
            "defi",
            {**part(answers, "defi"), "title": hostile, "context": hostile},
        )
        for url in (
            links.step(draft, "defi"),
            links.step(draft, "apercu"),
            reverse("wagtail_crowdsolving:space"),
            links.own(draft, "proposal_discard"),
        ):
            assert hostile not in signed_in.get(url).content.decode()

    def test_a_version_that_is_no_number(self, signed_in, draft):
        response = post(signed_in, draft, "defi", {"title": "z"}, version="../../etc")
        assert response.status_code == 409

    def test_other_steps_and_methods(self, signed_in, draft):
        assert signed_in.get(links.step(draft, "autre")).status_code == 404
        assert signed_in.put(links.step(draft, "defi")).status_code == 405


def test_step_list_says_where_one_is(signed_in, draft):
    post(signed_in, draft, "contact", {"contact_name": "X"}, go="leave")
    response = signed_in.get(links.step(draft, "defi"))
    states = {item["step"]: item["state"] for item in response.context_data["steps"]}
    assert states == {
        "qui": "done",
        "situation": "done",
        "details": "done",
        "defi": "done",
        "contact": "incomplete",
        "apercu": "",
    }
    assert response.content.decode().count('aria-current="step"') == 1


def test_a_step_saves_itself(signed_in, draft, answers):
    url = f"/defis/proposer/{draft.pk}/defi/"
    typed = {**part(answers, "defi"), "title": "Sans impasse", "version": draft.version}
    answer = signed_in.post(f"{url}?draft", typed).json()
    draft.refresh_from_db()
    assert (answer["version"], draft.data["title"]) == (draft.version, typed["title"])
    late = signed_in.post(f"{url}?draft", {**typed, "title": "Autre", "version": "0"})
    assert late.status_code == 409
    assert late.json()["message"]
    html = signed_in.get(url).content.decode()
    assert f'data-draft="{url}?draft"' in html
    assert "data-saved" in html


def test_begin_sent_again_is_one_draft(signed_in, index, member):
    key = str(uuid.uuid4())
    first = signed_in.post("/defis/proposer/", {"key": key})
    again = signed_in.post("/defis/proposer/", {"key": key})
    assert first["Location"] == again["Location"]
    assert Proposal.objects.filter(proposer=member, index=index).count() == 1
    assert signed_in.post("/defis/proposer/", {"key": "no key"})["Location"] != first["Location"]
