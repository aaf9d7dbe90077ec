"""Discussions and committees' rounds of any size, past the doors: one insert a table."""

import datetime
import uuid

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from django_comments.models import Comment
from django_comments_xtd.models import XtdComment
from wagtail.models import Page, Revision, TaskState, Workflow, WorkflowState, WorkflowTask

from tests import factories
from wagtail_crowdsolving.contributions import queries
from wagtail_crowdsolving.contributions.models import (
    STEP,
    Contribution,
    DiscussionCounter,
    Kind,
    State,
)
from wagtail_crowdsolving.network.queries import canonical
from wagtail_crowdsolving.pages.models import ChallengeIndexPage, ChallengePage
from wagtail_crowdsolving.selection import tally
from wagtail_crowdsolving.selection.models import (
    Committee,
    Criterion,
    Membership,
    Review,
    Round,
    Seat,
)
from wagtail_crowdsolving.selection.task import CommitteeReviewTask
from wagtail_crowdsolving.selection.words import Opinion
from wagtail_crowdsolving.text import to_html

TEXT = "Récupérer les invendus des marchés.\n\nChaque samedi, avec **deux** vélos, et :\n\n- un\n- deux"
BATCH = 1000
#: A thread of five, by the place of each text: what stands above it, itself included, and below it.
ABOVE = ((0,), (0, 1), (0, 1, 2), (0, 1, 2, 3), (0, 4))
ANSWERS = (4, 2, 1, 0, 0)


def fill(challenge, size, users, thread=5):
    """``size`` published contributions in whole threads of ``thread``, three levels deep for five, else flat."""
    assert size % thread == 0
    page = canonical(challenge)
    first = (Contribution.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    now = timezone.now()
    common = {
        "content_type": ContentType.objects.get_for_model(page),
        "object_pk": str(page.pk),
        "site_id": 1,
        "comment": TEXT,
        "submit_date": now,
        "is_public": True,
        "page": page,
        "state": State.PUBLISHED,
        "language": "fr",
        "body": to_html(TEXT),
        "published_at": now,
    }
    above, answers = ABOVE, ANSWERS
    if thread != 5:
        above = ((0,), *((0, place) for place in range(1, thread)))
        answers = (thread - 1, *(0,) * (thread - 1))
    insert = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    insert(first, size, [user.pk for user in users], above, answers, common)
    DiscussionCounter.objects.update_or_create(page=page, defaults=queries.true_numbers(page.pk))


def _fields(model):
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def _on_sqlite(first, size, users, above, answers, common):
    rows, kinds = [], Kind.values
    for number in range(size):
        pk, place = first + number, number % len(above)
        steps = [pk - place + step for step in above[place]]
        rows.append(
            Contribution(
                id=pk,
                comment_ptr_id=pk,
                xtdcomment_ptr_id=pk,
                user_id=users[number % len(users)],
                thread_id=steps[0],
                parent_id=steps[-2] if place else pk,
                level=len(steps) - 1,
                order=place + 1,
                root_id=steps[0] if place else None,
                in_reply_to_id=steps[-2] if place else None,
                kind=kinds[number % len(kinds)],
                submission_key=uuid.uuid4(),
                path="".join(f"{step:0{STEP}}" for step in steps[1:]),
                answers=answers[place],
                **common,
            )
        )
    for model in (Comment, XtdComment, Contribution):
        for start in range(0, size, BATCH):
            model._base_manager._insert(
                rows[start : start + BATCH], fields=_fields(model), using="default"
            )


def _on_postgresql(first, size, users, above, answers, common):
    """The same rows, made by the database: a hundred thousand in seconds."""
    thread = len(above)
    pk, place = f"({first} + n)", f"(n % {thread})"
    root = f"({pk} - {place})"

    def by_place(values):
        return f"(ARRAY[{', '.join(map(str, values))}])[{place} + 1]"

    parent = f"({root} + {by_place([steps[-2] if len(steps) > 1 else 0 for steps in above])})"
    paths = [
        " || ".join(f"lpad(({root} + {step})::text, {STEP}, '0')" for step in steps[1:]) or "''"
        for steps in above[:5]
    ]
    flat = f"CASE WHEN {place} = 0 THEN '' ELSE lpad({pk}::text, {STEP}, '0') END"
    kinds = ", ".join(f"'{kind}'" for kind in Kind.values)
    made = {
        **dict.fromkeys(("id", "comment_ptr_id", "xtdcomment_ptr_id"), pk),
        "user_id": f"(ARRAY[{', '.join(map(str, users))}])[n % {len(users)} + 1]",
        "thread_id": root,
        "parent_id": parent,
        "level": by_place([len(steps) - 1 for steps in above]),
        "order": f"{place} + 1",
        "root_id": f"CASE WHEN {place} > 0 THEN {root} END",
        "in_reply_to_id": f"CASE WHEN {place} > 0 THEN {parent} END",
        "kind": f"(ARRAY[{kinds}])[n % {len(Kind)} + 1]",
        "submission_key": "gen_random_uuid()",
        "path": f"(ARRAY[{', '.join(paths)}])[{place} + 1]" if thread == 5 else flat,
        "answers": by_place(answers),
    }
    like = Contribution(**common)
    with connection.cursor() as cursor:
        for model in (Comment, XtdComment, Contribution):
            columns, sources, values = [], [], []
            for field in _fields(model):
                columns.append(connection.ops.quote_name(field.column))
                if field.column in made:
                    sources.append(made[field.column].replace("%", "%%"))
                    continue
                value = field.get_db_prep_save(field.pre_save(like, add=False), connection)
                sources.append(f"CAST(%s AS {field.db_type(connection)})")
                values.append(value)
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) "
                f"SELECT {', '.join(sources)} FROM generate_series(0, {size - 1}) n",
                values,
            )
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('django_comments', 'id'), %s)", [first + size]
        )
        cursor.execute("ANALYZE")


def fill_challenges(size):
    """``size`` unpublished challenges under one index."""
    index = ChallengeIndexPage.objects.first() or factories.ChallengeIndexFactory()
    index = Page.objects.get(pk=index.pk)
    first = Page.objects.order_by("-pk").values_list("pk", flat=True).first() + 1
    content_type, now = ContentType.objects.get_for_model(ChallengePage), timezone.now()
    pages = [
        ChallengePage(
            id=first + number,
            page_ptr_id=first + number,
            path=ChallengePage._get_path(index.path, index.depth + 1, index.numchild + number + 1),
            depth=index.depth + 1,
            content_type=content_type,
            locale_id=index.locale_id,
            title=f"Défi numéro {first + number}",
            draft_title=f"Défi numéro {first + number}",
            slug=f"defi-{first + number}",
            url_path=f"{index.url_path}defi-{first + number}/",
            live=False,
            latest_revision_created_at=now,
            summary="Un besoin du territoire.",
        )
        for number in range(size)
    ]
    for model in (Page, ChallengePage):
        fields = [field for field in model._meta.local_concrete_fields if not field.generated]
        model._base_manager._insert(pages, fields=fields, using="default")
    Page.objects.filter(pk=index.pk).update(numchild=index.numchild + size)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('wagtailcore_page', 'id'), %s)",
                [first + size],
            )
    return pages


def large_committee(members=7, criteria=6, **values):
    """A committee of ``members``, the first of whom chairs it, that weighs ``criteria``."""
    made = Committee.objects.create(
        **{"name": f"Comité {uuid.uuid4().hex[:6]}", "quorum": 3, **values}
    )
    for number in range(members):
        role = Membership.Role.MEMBER if number else Membership.Role.CHAIR
        Membership.objects.create(
            committee=made, user=factories.UserFactory(), role=role, sort_order=number
        )
    for number in range(criteria):
        Criterion.objects.create(committee=made, label=f"Critère {number}", sort_order=number)
    return made


def fill_rounds(size, committee, *, is_closed):
    """``size`` challenges before a committee, each in a round with its seats and reviews.

    Closed, with an opinion of each member; or open, with those of all but the chair and the second.
    """
    pages, now = fill_challenges(size), timezone.now()
    content_type = ContentType.objects.get_for_model(ChallengePage)
    base_type = ContentType.objects.get_for_model(Page)
    task, made = CommitteeReviewTask.objects.get_or_create(name=f"Étape {committee.pk}")
    if made:
        workflow = Workflow.objects.create(name=f"Examen {committee.pk}")
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    workflow = Workflow.objects.get(name=f"Examen {committee.pk}")
    states = WorkflowState.objects.bulk_create(
        WorkflowState(
            content_type=content_type,
            base_content_type=base_type,
            object_id=str(page.pk),
            workflow=workflow,
            status=WorkflowState.STATUS_IN_PROGRESS,
        )
        for page in pages
    )
    revisions = Revision.objects.bulk_create(
        Revision(
            content_type=content_type,
            base_content_type=base_type,
            object_id=str(page.pk),
            created_at=now,
            object_str=page.title,
            content={},
        )
        for page in pages
    )
    task_states = TaskState.objects.bulk_create(
        TaskState(
            workflow_state=state,
            revision=revision,
            task=task.task_ptr,
            status=TaskState.STATUS_IN_PROGRESS,
            content_type=ContentType.objects.get_for_model(TaskState),
        )
        for state, revision in zip(states, revisions, strict=True)
    )
    for state, task_state in zip(states, task_states, strict=True):
        state.current_task_state = task_state
    WorkflowState.objects.bulk_update(states, ["current_task_state"])
    criteria = tally.freeze_criteria(committee.criteria.order_by("sort_order"))
    rounds = [
        Round(
            task_state=task_state,
            page_id=page.pk,
            committee=committee,
            state=Round.State.OPEN,
            title=page.title,
            content=[],
            content_hash="0" * 64,
            criteria=criteria,
            rule=committee.rule,
            threshold=committee.threshold,
            quorum=committee.quorum,
            # Some are late, some are not.
            due_at=now + datetime.timedelta(days=number % 20 - 5),
        )
        for number, (page, task_state) in enumerate(zip(pages, task_states, strict=True))
    ]
    Round.objects.bulk_create(rounds)
    memberships = list(committee.memberships.order_by("sort_order"))
    seats = Seat.objects.bulk_create(
        Seat(round=round, user_id=membership.user_id, role=membership.role)
        for round in rounds
        for membership in memberships
    )
    reviews, opinions = [], [opinion.value for opinion in Opinion]
    for number, seat in enumerate(seats):
        place = number % len(memberships)
        if not is_closed and place < 2:
            continue
        marks = {entry["key"]: 1 + (number * 7 + at) % 5 for at, entry in enumerate(criteria)}
        reviews.append(
            Review(
                seat=seat,
                opinion=opinions[number % len(opinions)],
                scores=marks,
                score=tally.score_of(criteria, marks),
                comment="Un avis.",
            )
        )
    Review.objects.bulk_create(reviews)
    if is_closed:
        seats_of, reviews_of = {}, {}
        for seat in seats:
            seats_of.setdefault(seat.round_id, []).append(seat)
        for review in reviews:
            reviews_of.setdefault(review.seat.round_id, []).append(review)
        for round in rounds:
            round.state, round.closed_at = Round.State.CLOSED, now
            round.tally = tally.tally(
                rule=round.rule,
                threshold=round.threshold,
                criteria=round.criteria,
                quorum=round.quorum,
                seats=seats_of[round.pk],
                reviews=reviews_of[round.pk],
            )
        Round.objects.bulk_update(rounds, ["state", "closed_at", "tally"])
    return rounds
