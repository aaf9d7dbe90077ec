"""What django-comments and comments-xtd would do, and must not."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models.deletion import ProtectedError
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django_comments import get_form, get_model
from django_comments_xtd.models import XtdComment

from tests import factories
from tests.contributions.support import discussion_html
from tests.factories import ChallengeFactory, ContributionFactory, UserFactory
from wagtail_crowdsolving.contributions import actions, queries
from wagtail_crowdsolving.contributions.models import Contribution, Kind, State

pytestmark = pytest.mark.django_db


def test_the_site_comments_with_contributions():
    assert get_model() is Contribution


def test_saving_a_published_parent_leaves_a_pending_reply_hidden(challenge, moderator):
    parent = ContributionFactory(page=challenge)
    pending = ContributionFactory(page=challenge, in_reply_to=parent, state=State.PENDING)
    refused = ContributionFactory(page=challenge, in_reply_to=parent, state=State.REFUSED)
    parent.save()
    XtdComment.objects.get(pk=parent.pk).save()
    for item in (pending, refused):
        item.refresh_from_db()
        assert not item.is_public
        assert f"contribution-{item.pk}" not in discussion_html(challenge)


def test_approving_a_parent_publishes_no_reply(challenge, moderator):
    parent = ContributionFactory(page=challenge, state=State.PENDING)
    reply = ContributionFactory(page=challenge, in_reply_to=parent, state=State.PENDING)
    actions.approve(contribution=parent, by=moderator)
    reply.refresh_from_db()
    assert (reply.state, reply.is_public) == (State.PENDING, False)


def test_stored_past_the_door_is_not_public(challenge):
    item = Contribution.objects.create(
        page=challenge.page_ptr,
        content_type=ContentType.objects.get_for_model(challenge),
        object_pk=str(challenge.pk),
        site_id=1,
        kind=Kind.IDEA,
        language="fr",
        comment="Entrée par la fenêtre",
        body="<p>Entrée par la fenêtre</p>",
        is_public=True,
    )
    item.refresh_from_db()
    assert item.state == State.PENDING
    assert not item.is_public
    assert "fenêtre" not in discussion_html(challenge)


def test_the_stock_form_publishes_nothing(challenge):
    form_class = get_form()
    blank = form_class(challenge)
    data = {
        **{name: blank[name].value() for name in ("content_type", "object_pk", "security_hash")},
        "timestamp": blank["timestamp"].value(),
        "name": "Robot",
        "email": "robot@example.org",
        "comment": "Passé par le formulaire de django-comments",
        "reply_to": "0",
    }
    form = form_class(challenge, data=data)
    assert form.is_valid(), form.errors
    # As comments-xtd makes a comment of it, once the address is confirmed.
    posted = {**form.get_comment_object(site_id=1), "is_public": True, "ip_address": "192.0.2.1"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution(**posted).save()
    comment = Contribution(page=challenge.page_ptr, **posted)
    comment.save()
    comment.refresh_from_db()
    assert not comment.is_public
    assert (comment.user_email, comment.user_name, comment.ip_address) == ("", "", None)
    assert "django-comments" not in discussion_html(challenge)


@pytest.mark.parametrize("field", ["state", "kind"])
def test_columns_of_django_comments_follow_a_partial_save(challenge, field):
    item = ContributionFactory(page=challenge)
    item.state = State.REMOVED
    item.is_public = True
    item.save(update_fields=[field])
    item.refresh_from_db()
    assert not item.is_public


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("comments-post-comment", []),
        ("comments-url-redirect", [1, 1]),
        ("comments-flag", [1]),
        ("comments-xtd-sent", []),
        ("comments-xtd-reply", [1]),
        ("comments-xtd-confirm", ["x"]),
        ("comments-xtd-mute", ["x"]),
        ("comments-xtd-api-list", ["x", 1]),
        ("comments-xtd-api-create", []),
    ],
)
def test_stock_addresses_are_not_mounted(name, args):
    with pytest.raises(NoReverseMatch):
        reverse(name, args=args)


@pytest.mark.parametrize("path", ["/comments/post/", "/comments/reply/1/", "/comments/api/x/1/"])
def test_stock_paths_do_not_exist(client, challenge, path):
    assert client.get(path).status_code == 404


def test_an_account_deleted_leaves_the_text_and_no_address(challenge):
    user = UserFactory(email="quelquun@example.org", first_name="Ancienne", last_name="Voix")
    item = ContributionFactory(page=challenge, user=user, comment="Ce texte reste lisible")
    user.delete()
    item.refresh_from_db()
    assert (item.user, item.user_email, item.user_name, item.ip_address) == (None, "", "", None)
    html = discussion_html(challenge)
    assert "Ce texte reste lisible" in html
    assert "Voix" not in html


def test_no_address_in_public_html(challenge, client):
    user = UserFactory(
        username="secret@example.org", email="secret@example.org", first_name="", last_name=""
    )
    ContributionFactory(page=challenge, user=user)
    assert "secret" not in discussion_html(challenge)
    assert "secret" not in client.get(challenge.url).content.decode()


def test_thread_columns_are_filled_as_comments_xtd_does(challenge):
    root = ContributionFactory(page=challenge)
    reply = ContributionFactory(page=challenge, in_reply_to=root)
    root.refresh_from_db()
    reply.refresh_from_db()
    assert (root.parent_id, root.thread_id, root.level) == (root.pk, root.pk, 0)
    assert (reply.parent_id, reply.thread_id, reply.level) == (root.pk, root.pk, 1)


def test_a_discussion_keeps_its_page(challenge):
    root = ContributionFactory(page=challenge)
    ContributionFactory(page=challenge, in_reply_to=root)
    with pytest.raises(ProtectedError):
        challenge.delete()
    assert Contribution.objects.count() == 2


def test_deleting_one_language_leaves_the_discussion_to_the_others(challenge):
    """The list with all its pages, as an editor deletes a language; then the last version."""
    kept, _empty = challenge, ChallengeFactory()
    english = kept.copy_for_translation(factories.locale("en"), copy_parents=True)
    english.save_revision().publish()
    root = ContributionFactory(page=kept)
    reply = ContributionFactory(page=kept, in_reply_to=root)
    kept.get_parent().delete()
    assert set(Contribution.objects.values_list("pk", "page")) == {
        (root.pk, english.pk),
        (reply.pk, english.pk),
    }
    assert queries.discussion(english).total == 2
    with pytest.raises(ProtectedError):
        english.delete()
    assert Contribution.objects.count() == 2


def test_submit_date_is_set_once(challenge):
    item = ContributionFactory(page=challenge)
    before = item.submit_date
    item.save()
    assert item.submit_date == before <= timezone.now()
    assert Contribution.objects.published().get(page=challenge).pk == item.pk
