"""What the package's templates need beside Django's and Wagtail's own tags."""

from collections.abc import Mapping

from django import template
from django.forms import BaseForm
from django.utils.html import format_html
from django.utils.translation import gettext as _

from wagtail_crowdsolving import conf, dates, extensions, people, signs

register = template.Library()
register.filter(people.full_name)
register.filter(people.public_name)


@register.filter
def field(form, name):
    """The bound field of that name."""
    return form[name]


@register.filter
def points_in_error(form):
    """How many points the list of a form's errors has; none where only the form as a whole is wrong, which says itself."""
    if not any(name in form.errors for name in form.fields):
        return 0
    hidden = sum(len(field.errors) for field in form.hidden_fields())
    shown = sum(bool(field.errors) for field in form.visible_fields())
    return len(form.non_field_errors()) + shown + hidden


@register.simple_tag(takes_context=True)
def error_in_title(context):
    """“Error: ” before the title of a page that gives a form back, whatever it calls the form: a screen reader begins there."""
    request = context.get("request")
    if request is None or request.method != "POST":
        return ""
    given = context.flatten()
    return _("Error:") + " " if given.get("conflict") or _has_errors(given) else ""


def _has_errors(value, depth=4):
    # What is lazy stays so: to ask for the token of a visitor's form would give them a cookie.
    kind = type(value)
    if issubclass(kind, BaseForm):
        return bool(value.errors)
    if depth and issubclass(kind, Mapping):
        return any(_has_errors(one, depth - 1) for one in value.values())
    if depth and issubclass(kind, list | tuple):
        return any(_has_errors(one, depth - 1) for one in value)
    return False


@register.filter
def bdi(value):
    """What people wrote, within a sentence of ours: read in its own direction, and turns nothing around it.

    Of a list, each of it: ``{{ names|bdi|join:", " }}``. What fills an element of its own has ``dir="auto"`` there.
    """
    if isinstance(value, list | tuple):
        return [bdi(one) for one in value]
    return value if value in (None, "") else format_html("<bdi>{}</bdi>", value)


@register.filter(is_safe=True)
def isolated(value):
    """The same where no element can stand: in a title of the window, in an attribute."""
    return signs.isolated(str(value))


@register.filter(expects_localtime=True)
def written(value, format="DATE_FORMAT"):
    """A day or a moment in words, “1er mars 2026” in French; nothing where there is none."""
    return dates.write(value, format) if value else ""


@register.filter(expects_localtime=True)
def moment(value):
    """A moment within a sentence: “1er mars 2026 à 08:00” in French."""
    return dates.write_moment(value)


@register.filter
def size(value):
    """How large a file is, of its number of bytes: “1.5 MB”; nothing where it is not known."""
    return signs.size(value)


@register.simple_tag(takes_context=True)
def added_sections(context, page):
    """What other rooms and the site add to the page of a challenge or project: ``{% added_sections page as sections %}``."""
    return extensions.rendered(extensions.sections, page, context["request"])


@register.simple_tag(takes_context=True)
def added_facts(context, page):
    """What they add beside its short facts: ``{% added_facts page as facts %}``."""
    return extensions.rendered(extensions.facts, page, context["request"])


@register.simple_tag
def charter_url():
    """Where the site's charter of contributions stands; empty where the site names none."""
    return conf.CHARTER_URL
