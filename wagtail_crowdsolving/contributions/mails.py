"""What is written about a discussion: to authors, to those who report a text, who follow, who moderate."""

from collections import defaultdict

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail_crowdsolving import dates, jobs
from wagtail_crowdsolving.contributions import queries
from wagtail_crowdsolving.contributions.follows import DISCUSSION, subscriptions_about
from wagtail_crowdsolving.contributions.models import ModerationDecision, Notice, State
from wagtail_crowdsolving.contributions.statements import Statement, contact
from wagtail_crowdsolving.notifications.actions import queue, queue_many, recall
from wagtail_crowdsolving.notifications.mails import When, declare
from wagtail_crowdsolving.notifications.queries import stop_path
from wagtail_crowdsolving.notifications.topics import topic_of
from wagtail_crowdsolving.people import public_name
from wagtail_crowdsolving.text import to_plain

EXCERPT_LENGTH = 300
#: Members told in one go; the next ones are told by a job of their own.
BATCH = 200
#: Where moderators work, in the Wagtail admin.
QUEUE = "crowdsolving_contributions:list"

AS_AUTHOR = gettext_lazy("You receive this message because you contributed on %(site_name)s.")
AS_NOTIFIER = gettext_lazy(
    "You receive this message because this address was given with a notice on %(site_name)s. If "
    "that was not you, ignore it."
)
AS_FOLLOWER = gettext_lazy(
    "You receive this message because you follow this discussion on %(site_name)s."
)
AS_MODERATOR = gettext_lazy(
    "You receive this message because you moderate contributions on %(site_name)s."
)


def is_retained(about, recipient_pk):
    """Whether the contribution that a mail tells of is still retained, in public."""
    contribution = _published(about[0])
    return contribution is not None and contribution.retained_at is not None


RECEIVED = declare("contributions/received", gettext_lazy("Contribution received"))
PUBLISHED = declare("contributions/published", gettext_lazy("Contribution published"))
CHANGES_REQUESTED = declare(
    "contributions/changes_requested", gettext_lazy("Changes asked of a contribution")
)
REFUSED = declare("contributions/refused", gettext_lazy("Contribution refused"))
REMOVED = declare("contributions/removed", gettext_lazy("Contribution removed"))
EDIT_PUBLISHED = declare("contributions/edit_published", gettext_lazy("Changed text published"))
EDIT_REFUSED = declare("contributions/edit_refused", gettext_lazy("Changed text refused"))
RETAINED = declare(
    "contributions/retained", gettext_lazy("Contribution retained"), is_wanted=is_retained
)
APPEAL_RECEIVED = declare("contributions/appeal_received", gettext_lazy("Appeal received"))
APPEAL_UPHELD = declare(
    "contributions/appeal_upheld", gettext_lazy("Appeal answered: the decision stands")
)
APPEAL_RESTORED = declare(
    "contributions/appeal_restored", gettext_lazy("Appeal answered: the text is published")
)

#: What tells the author of each outcome.
OF_OUTCOME = {
    ModerationDecision.Outcome.APPROVED: PUBLISHED,
    ModerationDecision.Outcome.CHANGES_REQUESTED: CHANGES_REQUESTED,
    ModerationDecision.Outcome.REFUSED: REFUSED,
    ModerationDecision.Outcome.REMOVED: REMOVED,
    ModerationDecision.Outcome.EDIT_APPROVED: EDIT_PUBLISHED,
    ModerationDecision.Outcome.EDIT_REFUSED: EDIT_REFUSED,
}


def to_author(mail, contribution, *, is_new=False, **about):
    """Tell the author, in the language in which they contributed; ``is_new`` as in ``queue``."""
    if made := _for_author(mail, contribution, **about):
        queue(**made, is_new=is_new)


def to_authors_of(decisions, hold=0):
    """Tell each author of a new decision, all with the same outcome and about texts of one page."""
    versions = ()
    if len(decisions) > 1:
        versions = queries.versions_of(decisions[0].contribution.page)
    made = [
        _for_author(
            OF_OUTCOME[decision.outcome],
            decision.contribution,
            decision=decision,
            versions=versions,
        )
        for decision in decisions
    ]
    queue_many([{**mail, "hold": hold} for mail in made if mail], is_new=True)


def _for_author(mail, contribution, *, decision=None, versions=()):
    """Arguments of ``queue``, in the language in which the author contributed; ``None`` without one."""
    if contribution.user is None:
        return None
    page = queries.best_version(versions, contribution.language) or queries.version_in(
        contribution.page, contribution.language
    )
    is_about_appeal = mail in (APPEAL_RECEIVED, APPEAL_UPHELD)
    is_public = contribution.state == State.PUBLISHED and not is_about_appeal
    return {
        "mail": mail,
        "about": [contribution.pk] if decision is None else [contribution.pk, decision.pk],
        "recipient": contribution.user,
        "language": contribution.language,
        "why": AS_AUTHOR,
        "thread": _thread(contribution),
        "link": (lambda: _permalink(contribution)) if is_public else (lambda: _mine(contribution)),
        "context": {
            "contribution": contribution,
            "page_title": page.title,
            "decision": decision,
            "statement": Statement(decision) if decision and decision.is_restriction else None,
            "contact": contact(),
        },
    }


def _thread(contribution):
    return f"discussion-{contribution.page_id}"


def _permalink(contribution):
    path = reverse("wagtail_crowdsolving:contribution", args=[contribution.pk])
    return path, _("Read it on the site")


def _mine(contribution):
    path, pk = reverse("wagtail_crowdsolving:my_contributions"), contribution.pk
    return f"{path}?contribution={pk}#contribution-{pk}", _("See my contributions")


NOTICE_RECEIVED = declare("contributions/notice_received", gettext_lazy("Notice received"))
NOTICE_DECIDED = declare("contributions/notice_decided", gettext_lazy("Notice answered"))


def to_notifier(mail, notice):
    """Write to whoever reported it. Nothing of what they typed: the address may be another's."""
    contribution = notice.contribution

    def link():
        path, _label = _permalink(contribution)
        return path, _("See the contribution")

    queue(
        mail,
        about=[notice.pk],
        recipient=notice.notifier,
        to_email=notice.notifier_email,
        language=notice.language,
        why=AS_NOTIFIER,
        thread=f"notice-{notice.pk}",
        link=link if contribution.state == State.PUBLISHED else None,
        context={
            "notice": notice,
            "page_title": queries.version_in(contribution.page, notice.language).title,
            "is_upheld": notice.state == Notice.State.UPHELD,
            "contact": contact(),
        },
    )


def is_answered(about, recipient_pk):
    """Whether the reply that a mail tells of still stands, and its reader may still read it."""
    contribution = _published(about[0])
    if contribution is None or contribution.in_reply_to is None:
        return False
    reader = contribution.in_reply_to.user
    return reader is not None and DISCUSSION.can_read(reader, contribution.page_id)


def is_followed(about, recipient_pk):
    """Whether what a mail tells of still stands, and its reader still follows it and may read it."""
    contribution = _published(about[0])
    if contribution is None:
        return False
    found = subscriptions_about(contribution).filter(user=recipient_pk).select_related("user")
    return any(topic_of(one).can_read(one.user, one.key) for one in found)


ANSWERED = declare(
    "contributions/answered", gettext_lazy("Reply to one’s contribution"), is_wanted=is_answered
)
FOLLOWED = declare(
    "contributions/followed",
    gettext_lazy("Contribution to a discussion that one follows"),
    is_wanted=is_followed,
)


def tell_of_publication(pk, hold=0):
    """A contribution has come out: tell whom it answers, then those who follow the thread or the page.

    ``hold``: for so many seconds it can be taken back.
    """
    contribution = _published(pk)
    if contribution is None:
        return
    parent = contribution.in_reply_to
    if parent and parent.user and parent.user_id != contribution.user_id:
        _to_reader(
            ANSWERED, parent.user, contribution, language=parent.language, why=AS_AUTHOR, hold=hold
        )
    tell_followers(pk, hold=hold)


def recall_publication(contribution):
    """Nobody is told that ``contribution`` has come out. Raises ``Conflict`` where somebody was."""
    for mail in (PUBLISHED, ANSWERED, FOLLOWED):
        recall(mail, contribution.pk)


def tell_followers(pk, after=None, hold=0):
    """Tell the followers of the thread and of the page of ``pk``, from the member ``after`` on.

    Not its author, and not whoever it answers, who is told of that.
    """
    contribution = _published(pk)
    if contribution is None:
        return
    known = {contribution.user_id, contribution.in_reply_to and contribution.in_reply_to.user_id}
    wanted = subscriptions_about(contribution).exclude(user__in=known - {None})
    others = wanted if after is None else wanted.filter(user__gt=after)
    people = list(others.order_by("user").values_list("user", flat=True).distinct()[:BATCH])
    grouped = defaultdict(list)
    for one in wanted.filter(user__in=people).select_related("user").order_by("pk"):
        grouped[one.user].append(one)
    for user, found in grouped.items():
        _to_reader(
            FOLLOWED,
            user,
            contribution,
            language=found[0].language,
            why=AS_FOLLOWER,
            stop_url=stop_path(user.pk, [(topic_of(one), one.key) for one in found]),
            hold=hold,
        )
    if len(people) == BATCH:
        jobs.enqueue(tell_followers, pk, str(people[-1]), *([hold] if hold else []))


def _published(pk):
    return (
        queries.contributions()
        .published()
        .select_related("user", "page", "in_reply_to__user")
        .filter(pk=pk)
        .first()
    )


def _to_reader(mail, user, contribution, *, language, why, stop_url="", hold=0):
    page = queries.version_in(contribution.page, language)
    queue(
        mail,
        about=[contribution.pk],
        recipient=user,
        language=language,
        why=why,
        thread=_thread(contribution),
        link=lambda: _permalink(contribution),
        context=lambda: {
            "page_title": page.title,
            "author": public_name(contribution.user),
            "excerpt": to_plain(contribution.body, EXCERPT_LENGTH),
        },
        stop_url=stop_url,
        hold=hold,
    )


WAITING = declare(
    "contributions/waiting", gettext_lazy("Texts wait for a moderator"), when=When.WORKING_HOURS
)


def to_moderator(user, since, *, turn, now):
    """The summary of what waits for ``user``, ``since`` these moments; once in a ``turn``."""
    oldest = min(since)
    return queue(
        WAITING,
        about=[turn],
        recipient=user,
        why=AS_MODERATOR,
        thread="moderation",
        link=lambda: (reverse(QUEUE), _("Open the moderation")),
        context=lambda: {
            "count": len(since),
            "oldest": dates.write(timezone.localtime(oldest), "DATE_FORMAT"),
            "days": (now - oldest).days,
        },
    )
