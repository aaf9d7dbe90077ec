"""Discussions of any size, past the doors: one insert a table."""

import uuid

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from django_comments.models import Comment
from django_comments_xtd.models import XtdComment

from wagtail_crowdsolving.contributions import queries
from wagtail_crowdsolving.contributions.models import (
    STEP,
    Contribution,
    DiscussionCounter,
    Kind,
    State,
)
from wagtail_crowdsolving.network.queries import canonical
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
                value = field.get_db_prep_save(getattr(like, field.attname), connection)
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
