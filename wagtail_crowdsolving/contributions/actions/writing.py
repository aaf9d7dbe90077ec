"""A member writes, changes and takes back a text."""

import uuid

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.contributions import (
    cleaning,
    judging,
    locks,
    mails,
    queries,
    record,
    rules,
)
from wagtail_crowdsolving.contributions.actions.files import hand_over, take
from wagtail_crowdsolving.contributions.attachments import kept_on_success
from wagtail_crowdsolving.contributions.attachments import read as read_attachments
from wagtail_crowdsolving.contributions.models import (
    Amendment,
    Attachment,
    Contribution,
    Discussed,
    Kind,
    ModerationDecision,
    State,
)
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.signals import contribution_received, send


def submit(
    *,
    page,
    author,
    kind,
    text,
    language,
    submission_key,
    place="",
    link="",
    in_reply_to=None,
    builds_on=None,
    attachments=(),
    kept_files=(),
    passed_restrictions=(),
):
    """A member contributes to ``page`` (any language version); it waits for a moderator, unless its
    author is trusted (``rules.skips_moderation``).

    Re-checks on the server that the page is live, public to them and open and that
    ``in_reply_to`` is published, on the same page and not too deep; likewise what it
    ``builds_on``. The same ``submission_key`` by the same author returns the contribution that it
    made the first time. A reply without a ``kind`` is an idea. ``attachments`` is a list of
    ``(uploaded file, description)``, ``kept_files`` the keys of those that the author put into the form
    before (``keep_files``). ``passed_restrictions``: see ``rules.can_read``.
    Raises ``NotAllowed``, ``Conflict``, ``ValidationError`` (with fields). Returns the ``Contribution``.
    """
    if not rules.can_take_part(author):
        raise NotAllowed
    submission_key = uuid.UUID(str(submission_key))
    files, problems = read_attachments(attachments)
    typed = cleaning.clean(
        kind=kind or (Kind.IDEA if in_reply_to else ""),
        text=text,
        place=place,
        link=link,
        files=files,
        problems=problems,
    )
    try:
        with kept_on_success(files), transaction.atomic():
            versions, asked = locks.lock_versions(page, author)
            shared = versions[0]
            above = [one.pk for one in (in_reply_to, builds_on) if one is not None]
            found = queries.contributions().filter(
                Q(submission_key=submission_key) | Q(pk__in=above)
            )
            found = {one.pk: one for one in found}
            if first := _made_by(submission_key, author, found.values()):
                return first
            page = asked
            if not isinstance(page, Discussed) or not rules.can_read(
                author, page, passed_restrictions
            ):
                raise NotAllowed
            if not rules.can_contribute(author, page):
                raise Conflict(rules.closed_message(page))
            parent = in_reply_to and _check_parent(found.get(in_reply_to.pk), shared)
            source = builds_on and _check_source(found.get(builds_on.pk), shared)
            _check_rate(shared.sent_lately)
            kept = take(author, kept_files)
            cleaning.check_files(len(files) + len(kept))
            contribution = Contribution(
                page=shared,
                content_type=ContentType.objects.get_for_model(locks.base_page()),
                object_pk=str(shared.pk),
                site=_django_site(),
                user=author,
                language=cleaning.known_language(language),
                root_id=parent and (parent.root_id or parent.pk),
                in_reply_to=parent,
                builds_on=source,
                submission_key=submission_key,
                waits_since=timezone.now(),
                **typed,
            )
            contribution.save(force_insert=True)
            contribution.files = _attach([*files, *hand_over(kept)], contribution)
            record.count(contribution)
            record.log(contribution, "submit", author)
            send(contribution_received, sender=Contribution, contribution=contribution)
            if rules.skips_moderation(author):
                judging.carry_out(
                    [contribution],
                    None,
                    outcome=ModerationDecision.Outcome.APPROVED,
                    rule="",
                    reason="",
                    is_automatic=True,
                )
            else:
                mails.to_author(mails.RECEIVED, contribution, versions=versions, is_new=True)
    except IntegrityError:
        # The same key, at the same instant, on another page.
        found = queries.contributions().filter(submission_key=submission_key)
        if first := _made_by(submission_key, author, found):
            return first
        raise
    return contribution


def preview(*, kind, text, place="", link="", attachments=(), kept_files=()):
    """The contribution that this would make, with its ``files`` (``kept_files`` are rows): nothing is stored.

    Raises ``ValidationError`` as ``submit`` does.
    """
    files, problems = read_attachments(attachments)
    files = [*kept_files, *files]
    typed = cleaning.clean(
        kind=kind, text=text, place=place, link=link, files=files, problems=problems
    )
    contribution = Contribution(**typed)
    contribution.files = files
    return contribution


def edit(
    *,
    contribution,
    by,
    text,
    kind=None,
    place=None,
    link=None,
    attachments=(),
    kept_files=(),
    remove_attachments=(),
):
    """The author changes a text. What waits is changed at once, and waits again where a moderator
    had asked for changes. What is published stays as it is until a moderator accepts the change;
    only the files that are taken away (``remove_attachments``, their keys) go at once.

    Returns the ``Contribution`` where it is changed (or nothing differs), else the ``Amendment``
    that waits: one a contribution, an earlier one is replaced. Raises ``NotAllowed``,
    ``Conflict``, ``ValidationError``.
    """
    if not rules.is_author(by, contribution):
        raise NotAllowed
    files, problems = read_attachments(attachments)
    typed = cleaning.clean(
        kind=kind or contribution.kind,
        text=text,
        place=contribution.place if place is None else place,
        link=contribution.link if link is None else link,
        files=files,
        problems=problems,
    )
    with kept_on_success(files), transaction.atomic():
        contribution = locks.lock_with_page(contribution)
        if not rules.can_edit(by, contribution):
            raise Conflict(_("A moderator has decided in the meantime: the text is not changed."))
        before = record.standing(contribution)
        taken = {str(key) for key in remove_attachments}
        held = list(contribution.attachments.exclude(amendment__state__in=_ENDED))
        removed = [one for one in held if str(one.pk) in taken]
        kept = take(by, kept_files)
        cleaning.check_files(len(held) - len(removed) + len(files) + len(kept))
        for name, given in (("kind", kind or None), ("place", place), ("link", link)):
            if given is None:
                typed[name] = getattr(contribution, name)
        for one in removed:
            one.delete()
        files = [*files, *hand_over(kept)]
        if contribution.state == State.PUBLISHED:
            return _amend(contribution, by, typed, files)
        contribution.files = [
            *(one for one in held if one not in removed),
            *_attach(files, contribution),
        ]
        for name, value in typed.items():
            setattr(contribution, name, value)
        if contribution.state == State.CHANGES_REQUESTED:
            contribution.state, contribution.waits_since = State.PENDING, timezone.now()
        contribution.save()
        record.count(contribution, before)
        record.log(contribution, "edit", by)
    return contribution


#: A change that no longer waits, and was not made.
_ENDED = (Amendment.State.REFUSED, Amendment.State.WITHDRAWN)


def _amend(contribution, by, typed, files):
    """Keep a change of a published text, the row of which is locked, until it is decided on."""
    waiting = queries.waiting_amendment(contribution)
    wanted = waiting or contribution
    if not files and all(getattr(wanted, name) == value for name, value in typed.items()):
        return wanted
    amendment, _is_new = Amendment.objects.update_or_create(
        contribution=contribution, state=Amendment.State.WAITING, defaults=typed
    )
    _attach(files, contribution, amendment)
    record.wait(contribution)
    record.log(contribution, "amend", by)
    return amendment


def withdraw_amendment(*, amendment, by):
    """The author takes back a change of a published text that still waits."""
    if not rules.is_author(by, amendment.contribution):
        raise NotAllowed
    with transaction.atomic():
        contribution, amendment = locks.lock_amendment(amendment)
        before = record.standing(contribution)
        amendment.state = Amendment.State.WITHDRAWN
        amendment.save(update_fields=["state"])
        amendment.attachments.all().delete()
        record.settle(contribution)
        contribution.save()
        record.count(contribution, before)
        record.log(contribution, "withdraw_amendment", by)
    return amendment


def withdraw(*, contribution, by):
    """The author takes back their contribution; its place in the thread stays marked.

    Its files are deleted.
    """
    if not rules.is_author(by, contribution):
        raise NotAllowed
    with transaction.atomic():
        contribution = locks.lock_with_page(contribution)
        if not rules.can_withdraw(by, contribution):
            raise Conflict(_("This contribution is no longer waiting or published."))
        before = record.standing(contribution)
        judging.end_amendment(contribution, Amendment.State.WITHDRAWN)
        contribution.state = State.WITHDRAWN
        record.settle(contribution)
        contribution.attachments.all().delete()
        contribution.save()
        record.count(contribution, before)
        record.log(contribution, "withdraw", by)
    return contribution


def _check_parent(parent, shared):
    if parent is None:
        raise Conflict(_("This contribution no longer exists."))
    if parent.page_id != shared.pk:
        raise NotAllowed
    if parent.state != State.PUBLISHED:
        raise Conflict(_("The contribution that you reply to is no longer public."))
    if parent.level >= conf.CONTRIBUTION_MAX_LEVEL:
        raise ValidationError(
            _("This exchange is as deep as it can get. Reply to an earlier contribution."),
            code="too_deep",
        )
    return parent


def _check_source(source, shared):
    if source is None:
        raise Conflict(_("This contribution no longer exists."))
    if source.page_id != shared.pk:
        raise NotAllowed
    if source.state != State.PUBLISHED:
        raise Conflict(_("The contribution that you build on is no longer public."))
    return source


def _made_by(submission_key, author, found):
    """The one of the contributions ``found`` that this author made with this key."""
    first = next((one for one in found if one.submission_key == submission_key), None)
    if first is not None and first.user_id != author.pk:
        raise NotAllowed
    return first


def _attach(files, contribution, amendment=None):
    """Store ``files``, which were read, beside a contribution (or a change of it)."""
    for one in files:
        one.contribution, one.amendment = contribution, amendment
    return Attachment.objects.bulk_create(files) if files else []


def _check_rate(sent):
    limit = conf.CONTRIBUTIONS_PER_HOUR
    if (sent or 0) >= limit:
        raise ValidationError(
            _("You have sent %(limit)d contributions within an hour. Please go on a little later.")
            % {"limit": limit},
            code="too_many",
        )


def _django_site():
    # django-comments wants a row of django.contrib.sites; it says nothing about Wagtail's sites.
    if getattr(settings, "SITE_ID", None):
        return Site.objects.get_current()
    return Site.objects.order_by("pk").first()
