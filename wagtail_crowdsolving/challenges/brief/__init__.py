"""What a proposer says of a challenge: asked in steps, kept as a draft, cleaned, written into a page.

The doors read with it too, so it stands below them.
"""

from wagtail_crowdsolving.challenges.brief.files import FilesForm
from wagtail_crowdsolving.challenges.brief.forms import (
    CONTACT_FIELDS,
    RevisionForm,
    WhoForm,
    bounded,
)
from wagtail_crowdsolving.challenges.brief.page import (
    build_page,
    clean_html,
    render_brief,
    sections,
    typed_from_page,
    write_brief,
)
from wagtail_crowdsolving.challenges.brief.steps import (
    ANSWERS,
    PREVIEW,
    STEP_TITLES,
    STEPS,
    brief_forms,
    clean_brief,
    fields_of,
    step_form,
    step_states,
)
from wagtail_crowdsolving.challenges.brief.words import SITUATION_EXPLANATIONS

__all__ = [
    "ANSWERS",
    "CONTACT_FIELDS",
    "PREVIEW",
    "SITUATION_EXPLANATIONS",
    "STEPS",
    "STEP_TITLES",
    "FilesForm",
    "RevisionForm",
    "WhoForm",
    "bounded",
    "brief_forms",
    "build_page",
    "clean_brief",
    "clean_html",
    "fields_of",
    "render_brief",
    "sections",
    "step_form",
    "step_states",
    "typed_from_page",
    "write_brief",
]
