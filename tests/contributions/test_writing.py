"""The form: preview, building on another, help, what comes from one network."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext

from tests.contributions.files import PDF, picture, upload
from tests.contributions.support import (
    TEXT,
    contribute_url,
    discussion_html,
    form_data,
    submit,
    url,
)
from tests.factories import ContributionFactory, UserFactory
from wagtail_crowdsolving import throttle
from wagtail_crowdsolving.contributions import actions, forms, queries
from wagtail_crowdsolving.contributions.models import Attachment, Contribution, Kind, State

pytestmark = pytest.mark.django_db


class TestPreview:
    def test_shows_it_and_keeps_what_was_typed(self, writer, challenge, member):
        data = form_data(
            member, challenge, text="Une **belle** idée", link="example.org/x", go="preview"
        )
        data["attachments-0"] = picture("vue.png", "PNG")
        data["attachments-0-description"] = "La place vide"
        response = writer.post(contribute_url(challenge), data)
        html = response.content.decode()
        assert response.status_code == 200
        assert "<strong>belle</strong>" in html
        assert 'href="https://example.org/x"' in html
        assert "Une **belle** idée</textarea>" in html
        assert html.count('alt="La place vide"') == 2  # the preview, and the form
        assert 'value="La place vide"' in html
        assert not Contribution.objects.exists()
        assert not Attachment.objects.exists()

    def test_says_what_is_wrong(self, writer, challenge, member):
        data = form_data(member, challenge, kind="inspiration", go="preview")
        response = writer.post(contribute_url(challenge), data)
        assert list(response.context["form"].errors) == ["place"]
        assert response.context["preview"] is None

    def test_then_sent_once(self, writer, challenge, member):
        data = form_data(member, challenge)
        shown = writer.post(contribute_url(challenge), {**data, "go": "preview"})
        assert f'value="{data["stamp"]}"' in shown.content.decode()
        assert writer.post(contribute_url(challenge), data).status_code == 302
        assert Contribution.objects.count() == 1

    def test_of_a_reply_and_of_a_change(self, writer, challenge, member):
        item = ContributionFactory(page=challenge)
        data = form_data(member, in_reply_to=item, go="preview")
        assert writer.post(url("contribution_reply", item), data).context["preview"]
        mine = submit(challenge, member)
        data = {"kind": "idea", "text": "Un autre texte encore", "go": "preview"}
        response = writer.post(url("contribution_edit", mine), data)
        assert "<p>Un autre texte encore</p>" in response.content.decode()
        mine.refresh_from_db()
        assert mine.comment == TEXT


class TestBuildOn:
    def test_names_the_source_and_makes_a_thread_of_its_own(self, writer, challenge, member):
        source = ContributionFactory(page=challenge, comment="Le point de départ")
        address = url("contribution_build", source)
        assert "Le point de départ" in writer.get(address).content.decode()
        data = {
            **form_data(member, challenge),
            "stamp": forms.make_stamp(member, f"build-{source.pk}"),
        }
        assert writer.post(address, data).status_code == 302
        made = Contribution.objects.latest("pk")
        assert (made.builds_on, made.in_reply_to, made.root) == (source, None, None)

    def test_button_in_the_thread(self, challenge, member):
        source = ContributionFactory(page=challenge)
        assert f'href="{url("contribution_build", source)}"' in discussion_html(challenge, member)

    @pytest.mark.parametrize("state", [State.PENDING, State.REMOVED])
    def test_hidden_sources_do_not_exist(self, writer, challenge, member, state):
        source = ContributionFactory(page=challenge, state=state, comment="Caché")
        address = url("contribution_build", source)
        assert writer.get(address).status_code == 404
        data = {
            **form_data(member, challenge),
            "stamp": forms.make_stamp(member, f"build-{source.pk}"),
            "attachments-0": upload("b.pdf", PDF),
        }
        response = writer.post(address, data)
        assert response.status_code == 404
        assert TEXT in response.content.decode()
        assert gettext("The files that you had chosen are not kept.") in response.content.decode()
        assert Contribution.objects.count() == 1

    def test_visitors_log_in(self, client, challenge):
        source = ContributionFactory(page=challenge)
        assert reverse("account_login") in client.get(url("contribution_build", source)).url


class TestHelp:
    def test_for_each_kind_without_javascript(self, writer, challenge):
        html = writer.get(challenge.url).content.decode()
        for kind in Kind.values:
            assert f'data-kind-help="{kind}"' in html
        assert "hidden" not in html[html.index("data-kind-help") :][:200]


class TestAddress:
    @pytest.fixture
    def limit(self, settings):
        settings.WAGTAIL_CROWDSOLVING = {
            "CONTRIBUTIONS_PER_HOUR_PER_ADDRESS": 2,
            "CONTRIBUTION_MIN_SECONDS": 0,
        }

    def test_of_all_members_behind_it(self, limit, challenge):
        statuses = []
        for _number in range(3):
            member, client = UserFactory(), Client()
            client.force_login(member)
            response = client.post(contribute_url(challenge), form_data(member, challenge))
            statuses.append(response.status_code)
        assert statuses == [302, 302, 429]
        assert 0 < int(response["Retry-After"]) <= 3600
        assert TEXT in response.content.decode()
        assert response.context["form"].non_field_errors()
        elsewhere = client.post(
            contribute_url(challenge), form_data(member, challenge), REMOTE_ADDR="192.0.2.7"
        )
        assert elsewhere.status_code == 302

    def test_is_kept_nowhere(self, limit, challenge, member, writer):
        writer.post(
            contribute_url(challenge), form_data(member, challenge), REMOTE_ADDR="192.0.2.77"
        )
        kept = " ".join(cache._cache)
        assert "crowdsolving-" in kept
        assert "192.0.2" not in kept
        assert Contribution.objects.get().ip_address is None

    def test_a_household_is_one_network(self):
        def ask(address):
            return throttle.wait(RequestFactory().get("/", REMOTE_ADDR=address), "x", 1)

        assert ask("2001:db8:1:2::1") == 0
        assert ask("2001:db8:1:2:ffff::9") > 0
        assert ask("2001:db8:1:3::1") == 0
        assert ask("not an address") == ask("not an address") == 0

    @pytest.mark.parametrize(
        ("proxies", "peer", "passed", "again", "limited"),
        [
            (0, "127.0.0.1", "", "", True),
            (0, "127.0.0.1", "198.51.100.1", "198.51.100.1", False),
            (0, "8.8.8.8", "198.51.100.1", "198.51.100.2", True),
            (1, "127.0.0.1", "198.51.100.1", "198.51.100.1", True),
            (1, "127.0.0.1", "198.51.100.1", "198.51.100.2", False),
            (1, "127.0.0.1", "1.1.1.1, 198.51.100.1", "2.2.2.2, 198.51.100.1", True),
            (2, "127.0.0.1", "198.51.100.1, 10.0.0.9", "198.51.100.1, 10.0.0.9", True),
        ],
    )
    def test_behind_proxies(self, settings, proxies, peer, passed, again, limited):
        settings.WAGTAIL_CROWDSOLVING = {"TRUSTED_PROXIES": proxies}

        def ask(passed):
            headers = {"X-Forwarded-For": passed} if passed else {}
            request = RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers)
            return throttle.wait(request, "x", 1)

        assert ask(passed) == 0
        assert bool(ask(again)) == limited


def test_cost_of_a_reply_through_the_form(writer, challenge, member):
    """The door itself takes 10 statements; see test_scale."""
    root = ContributionFactory(page=challenge)
    address = url("contribution_reply", root)
    writer.post(address, form_data(member, in_reply_to=root))
    with CaptureQueriesContext(connection) as cost:
        writer.post(address, form_data(member, in_reply_to=root, text="Et ceux du port."))
    asked = [q["sql"] for q in cost.captured_queries if "SAVEPOINT" not in q["sql"]]
    assert Contribution.objects.filter(in_reply_to=root).count() == 2
    # One of them keeps, in the session, the mark of what was sent: see kept.sent.
    assert len(asked) == 20


def test_a_text_that_was_changed_says_so(challenge, member, moderator):
    item = submit(challenge, member)
    actions.approve(contribution=item, by=moderator)
    change = actions.edit(contribution=item, by=member, text="Un texte mieux écrit")
    (shown,) = queries.discussion(challenge).threads
    assert shown.root.changed_on == ""
    actions.approve_amendment(amendment=change, by=moderator)
    (shown,) = queries.discussion(challenge).threads
    assert shown.root.changed_on
    assert shown.root.changed_on in discussion_html(challenge)
