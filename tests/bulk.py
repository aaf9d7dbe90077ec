"""Discussions of any size, past the doors: one insert a table."""

import uuid

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from django_comments.models import Comment
from django_comments_xtd.models import XtdComment

from wagtail_crowdsolving.contributions import actions
from wagtail_crowdsolving.contributions.models import STEP, Contribution, Kind, State
from wagtail_crowdsolving.network.queries import canonical
from wagtail_crowdsolving.text import to_html

TEXT = "Récupérer les invendus des marchés.\n\nChaque samedi, avec **deux** vélos, et :\n\n- un\n- deux"
BATCH = 1000


def fill(challenge, size, users, thread=5):
    """``size`` published contributions in threads of ``thread``, three levels deep; one insert a table."""
    page = canonical(challenge)
    content_type, body, now = ContentType.objects.get_for_model(page), to_html(TEXT), timezone.now()
    first = (Contribution.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    rows, kinds = [], Kind.values
    for number in range(size):
        pk, place = first + number, number % thread
        root = pk - place
        level = min(place, 3) if thread == 5 else min(place, 1)
        parent = pk if not place else pk - 1 if level > 1 and place < 4 else root
        level = 0 if not place else 1 if parent == root else level
        above = rows[-1].path if level > 1 else ""
        rows.append(
            Contribution(
                id=pk,
                comment_ptr_id=pk,
                xtdcomment_ptr_id=pk,
                content_type=content_type,
                object_pk=str(page.pk),
                site_id=1,
                user=users[number % len(users)],
                comment=TEXT,
                submit_date=now,
                is_public=True,
                thread_id=root,
                parent_id=parent,
                level=level,
                order=place + 1,
                page=page,
                root_id=root if place else None,
                in_reply_to_id=parent if place else None,
                kind=kinds[number % 3],
                state=State.PUBLISHED,
                language="fr",
                body=body,
                submission_key=uuid.uuid4(),
                published_at=now,
                path=f"{above}{pk:0{STEP}}" if place else "",
            )
        )
    for model in (Comment, XtdComment, Contribution):
        fields = [field for field in model._meta.local_concrete_fields if not field.generated]
        for start in range(0, size, BATCH):
            model._base_manager._insert(rows[start : start + BATCH], fields=fields, using="default")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('django_comments', 'id'), %s)", [first + size]
            )
    actions.recount(page_pk=page.pk)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
