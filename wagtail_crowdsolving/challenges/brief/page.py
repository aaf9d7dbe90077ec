"""A clean brief as a page stores it, and a page as its forms show it."""

from wagtail.fields import RichTextField

from wagtail_crowdsolving import text
from wagtail_crowdsolving.challenges.brief.forms import WhoForm
from wagtail_crowdsolving.challenges.brief.words import BRIEF_FIELDS, DETAILS, PAGE_FIELDS
from wagtail_crowdsolving.challenges.words import SITUATION_FIELDS
from wagtail_crowdsolving.network.models import Organisation, Theme
from wagtail_crowdsolving.people import public_name


def sections(challenge):
    """``(label, value, is_rich)`` of what a challenge says under its summary, filled parts only."""
    short = ("guiding_question", "summary", "beneficiaries")
    names = [
        *(name for name in BRIEF_FIELDS if name not in short),
        *SITUATION_FIELDS[challenge.situation],
    ]
    fields = [challenge._meta.get_field(name) for name in names]
    return [
        (field.verbose_name, getattr(challenge, field.name), isinstance(field, RichTextField))
        for field in fields
        if getattr(challenge, field.name)
    ]


def typed_from_page(page):
    """What a revision form shows of ``page``: its rich text in the markup that members type."""
    typed = {}
    for name in PAGE_FIELDS:
        value = getattr(page, name)
        if isinstance(page._meta.get_field(name), RichTextField):
            value = clean_html(value)
        typed[name] = "" if value is None else str(value)
    typed["themes"] = [str(theme.pk) for theme in page.themes.all()]
    typed["territory"] = str(page.territory_id or "")
    return typed


def render_brief(page, cleaned):
    """A clean brief as ``page`` stores it; the fields of other situations are emptied.

    Takes time: to be called before any row is locked.
    """
    others = set(DETAILS) - set(SITUATION_FIELDS[cleaned["situation"]])
    brief = {**cleaned, **dict.fromkeys(others)}
    for name in PAGE_FIELDS:
        value, field = brief[name], page._meta.get_field(name)
        if isinstance(field, RichTextField):
            before = getattr(page, name)
            # Rich text that was not touched keeps what the markup cannot say: links to pages.
            untouched = clean_html(before) == (value or "")
            brief[name] = before if untouched else text.to_html(value or "")
        elif value is None and not field.null:
            brief[name] = ""
    return brief


def write_brief(page, cleaned):
    """Write what ``render_brief`` made into ``page``."""
    for name in PAGE_FIELDS:
        setattr(page, name, cleaned[name])
    page.territory_id = int(cleaned["territory"]) if cleaned.get("territory") else None
    page.themes.set(Theme.objects.filter(pk__in=cleaned.get("themes") or []))
    return page


def clean_html(html):
    """Stored rich text as the form shows it."""
    return text.normal_form(text.to_markup(html or ""))


def build_page(*, index, by, cleaned):
    """The challenge that a clean brief makes, not saved.

    It has no owner: Wagtail lets the owner of a page into its editor, and the proposer's way is
    ``revise``.
    """
    page = index.get_item_model()(locale_id=index.locale_id, live=False, animator=None)
    write_brief(page, render_brief(page, cleaned))
    if cleaned["for_whom"] == WhoForm.MYSELF:
        page.proposed_by = public_name(by)
    elif cleaned["organisation"]:
        page.organisation = Organisation.objects.get(pk=cleaned["organisation"])
    else:
        page.proposed_by = cleaned["organisation_name"]
    return page
