from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from wagtail_crowdsolving.blocks import LineBlock, RichTextBlock, TextBlock

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class StepBlock(blocks.StructBlock):
    """One step of "how it works": its number is its place in the list."""

    title = LineBlock(label=_("title"), max_length=80)
    text = TextBlock(label=_("text"), max_length=300)

    class Meta:
        label = _("Step")
        icon = "order"


class NoticeBlock(blocks.StructBlock):
    """A short text that stands out."""

    text = RichTextBlock(label=_("text"), features=["bold", "italic", "link"])

    class Meta:
        label = _("Notice")
        icon = "info-circle"
        template = "site_pages/blocks/notice.html"


class QuestionBlock(blocks.StructBlock):
    """A question whose answer unfolds."""

    question = LineBlock(label=_("question"), max_length=160)
    answer = RichTextBlock(label=_("answer"), features=TEXT_FEATURES[2:])

    class Meta:
        label = _("Question and answer")
        icon = "help"
        template = "site_pages/blocks/question.html"


class BodyBlock(blocks.StreamBlock):
    text = RichTextBlock(
        label=_("Text"), features=TEXT_FEATURES, template="site_pages/blocks/text.html"
    )
    notice = NoticeBlock()
    question = QuestionBlock()
