"""A challenge as a committee judges it."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from wagtail_crowdsolving import cases, dates, signs
from wagtail_crowdsolving.challenges import actions, links
from wagtail_crowdsolving.challenges.fields import CHOSEN, LIFE
from wagtail_crowdsolving.challenges.models import Proposal, ProposalEvent, ProposalFile
from wagtail_crowdsolving.challenges.pages import ChallengeMixin
from wagtail_crowdsolving.challenges.words import SITUATION_FIELDS
from wagtail_crowdsolving.text import sanitise

#: In the order in which one reads it; "brief" and "situation" are several parts.
PARTS = [
    "guiding_question",
    "summary",
    "by",
    "situation",
    "brief",
    "expected",
    "beneficiaries",
    "themes",
    "territory",
    "goals",
    "files",
    "opens_on",
    "closes_on",
    "picture",
    "updates",
    "documents",
]


class ChallengeCase(cases.Case):
    """A challenge: its proposer may have written it, and its life is no committee's business."""

    chosen = CHOSEN

    def parts(self, page):
        for name in PARTS:
            if name == "by":
                yield cases.Part(name, _("Proposed by"), cases.text_of(page.by))
            elif name == "situation":
                label = page._meta.get_field(name).verbose_name
                yield cases.Part(name, label, cases.text_of(page.get_situation_display()))
                for detail, label, _value in page.situation_details():
                    yield self.part(page, detail, label=label)
            elif name == "brief":
                for part, label, _value in page.brief():
                    yield self.part(page, part, label=label)
            elif name == "files":
                yield cases.Part(name, _("Files of the proposer"), _files(page))
            elif name in SHOWN:
                yield self.part(page, name, html=SHOWN[name](page))
            else:
                yield self.part(page, name)

    def told(self, page):
        names = {"title", "organisation", "proposed_by", *PARTS} - {"by", "brief", "files"}
        brief = {"context", "objectives", "constraints", "opportunities", "resources"}
        return names | brief | set(SITUATION_FIELDS.get(page.situation, ()))

    def life(self, page):
        return set(LIFE)

    def themes(self, page):
        return [theme.translation_key for theme in page.themes.all()]

    def organisations(self, page):
        return [page.organisation] if page.organisation else []

    def names(self, page):
        return [page.proposed_by, page.resource_owner]

    def proposer(self, page):
        proposal = Proposal.objects.select_related("proposer").filter(page_id=page.pk).first()
        if proposal is None or proposal.proposer is None:
            return None
        return cases.Proposer(
            proposal.proposer,
            proposal.language,
            lambda: links.for_mail(proposal, ProposalEvent.Kind.UNDER_REVIEW),
        )

    def proposed_by(self, user):
        return Proposal.objects.filter(proposer_id=user.pk, page__isnull=False).values("page_id")

    def accept(self, page, *, by, step):
        # What the step has validated it publishes itself.
        step.approve(user=by)

    def refuse(self, page, *, by, step, reasons):
        actions.end_with_reasons(page=page, by=by, reasons=reasons)


def _list(rows):
    rows = list(rows)
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", rows)) if rows else ""


def _territory(page):
    name, kind = page.get_territory_name(), page.get_territory_kind_display()
    return cases.text_of(f"{name} ({kind})" if kind else name)


def _picture(page):
    picture = page.picture
    text = f"{picture.title} – {picture.description}".strip(" –") if picture else ""
    return cases.text_of(text)


def _document(value):
    document = value["document"]
    if document is None:
        return value["title"]
    try:
        size = signs.size(document.get_file_size())
    except OSError:
        size = ""
    details = ", ".join(part for part in (document.filename, size) if part)
    return sanitise(format_html('<a href="{}">{}</a> ({})', document.url, value["title"], details))


def _files(page):
    """The files of a proposal, which stay readable however it goes on."""
    files = ProposalFile.objects.shown().filter(proposal__page=page.pk) if page.pk else ()
    rows = (
        (
            reverse("wagtail_crowdsolving:proposal_file", args=[one.pk]),
            one.name,
            signs.size(one.size),
            f" – {one.description}" if one.description else "",
        )
        for one in files
    )
    items = format_html_join("", '<li><a href="{}">{}</a> ({}){}</li>', rows)
    return sanitise(format_html("<ul>{}</ul>", items)) if items else ""


def _update(update):
    return format_html(
        "<p><strong>{} – {}</strong></p>{}",
        dates.write(update["date"]) if update["date"] else "",
        update["title"],
        update["text"],
    )


#: What is more than the value of its field.
SHOWN = {
    "themes": lambda page: _list((theme["name"],) for theme in page.get_themes()),
    "goals": lambda page: _list((f"{number}. {label}",) for number, label in page.get_goals()),
    "territory": _territory,
    "picture": _picture,
    "documents": lambda page: _list((_document(block.value),) for block in page.documents),
    "updates": lambda page: sanitise("".join(_update(update) for update in page.get_updates())),
}

cases.register(ChallengeMixin, ChallengeCase())
