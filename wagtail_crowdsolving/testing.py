"""Scenes for a site's own tests: pages and contributions as the site's people would make them.

Nothing here needs another package, and nothing is looked for that the site does not have: page types and
users are its own.
"""

import uuid
from typing import Any

from django.db.models import Model

from wagtail_crowdsolving.contributions import actions
from wagtail_crowdsolving.contributions.models import Contribution, Kind

#: What a page that must say something says where a test does not care.
WORDS = {
    "title": "A page to test with",
    "guiding_question": "How could we do better, together?",
    "summary": "What is missing here, in a sentence.",
}


def add_page(
    parent: Any, model: type[Model] | None = None, *, live: bool = True, **fields: Any
) -> Any:
    """A page below ``parent``, published unless ``live`` is false; of the type that ``parent`` lists, or of ``model``.

    ``fields`` are those that matter to the test; those that every page must have are filled in. Language and
    address are the parent's and the title's. Returns the page.
    """
    parent = parent.specific
    model = model or parent.get_item_model()
    names = {field.name for field in model._meta.get_fields()}
    words = {name: text for name, text in WORDS.items() if name in names}
    page = parent.add_child(
        instance=model(**{"locale": parent.locale, **words, **fields, "live": False})
    )
    revision = page.save_revision()
    if live:
        revision.publish()
        page.refresh_from_db()
    return page


def add_contribution(
    page: Any,
    *,
    author: Any,
    approved_by: Any = None,
    text: str = "An idea to test with.",
    kind: str = Kind.IDEA,
    **words: Any,
) -> Contribution:
    """A contribution of ``author`` (a user) under ``page``, which waits unless it is ``approved_by`` a moderator.

    ``words`` are further arguments of ``actions.contributions.submit``, which raises what it raises:
    ``Conflict`` where the page takes no contributions.
    """
    contribution = actions.submit(
        page=page,
        author=author,
        text=text,
        kind=kind,
        submission_key=uuid.uuid4(),
        language=page.locale.language_code,
        **words,
    )
    if approved_by is not None:
        actions.approve(contribution=contribution, by=approved_by)
        contribution.refresh_from_db()
    return contribution
