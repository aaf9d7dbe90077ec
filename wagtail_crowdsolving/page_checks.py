"""System checks of a site's own page types and of the frame around them: see ``docs/page-types.md``."""

from django.core.checks import Error, Tags, Warning, register
from django.template import Context, TemplateDoesNotExist, TemplateSyntaxError
from django.template.base import VariableNode
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode
from wagtail.coreutils import camelcase_to_underscore

from wagtail_crowdsolving import mixins
from wagtail_crowdsolving.page_types import page_types

FRAME = "wagtail_crowdsolving/base.html"
#: The blocks of the frame that the package's templates fill, and what is lost where one is not there.
BLOCKS = {
    "title": "pages have no title",
    "description": "pages have no description for search engines",
    "head": "pages have neither canonical address, feeds nor pictures for sharing",
    "content": "pages are empty",
    "scripts": "what scripts do is missing: the map, the forms that save themselves",
}


def own_page_types():
    """The page types of the site that are made from one of the package's mixins."""
    made = {model for name in mixins.__all__ for model in page_types(getattr(mixins, name))}
    return sorted(made, key=lambda model: model._meta.label)


@register(Tags.models)
def check_names(app_configs=None, **kwargs):
    """E023: pages of one type are an attribute of all pages, by a name that a field has."""
    alike = {}
    for model in own_page_types():
        for field, *other in hidden_fields(model):
            alike.setdefault((field, *other), []).append(model._meta.label)
    return [
        Error(
            f"{other._meta.label} is named like the field {field!r} of {', '.join(models)}: Django gives "
            "every page an attribute of the page type's name.",
            hint=f"Give {other.__name__} another name, or take that attribute away: in the class, "
            f'{link} = models.OneToOneField("{target}", on_delete=models.CASCADE, parent_link=True, '
            'related_name="+"); its migration changes nothing in the database.',
            obj=other,
            id="wagtail_crowdsolving.E023",
        )
        for (field, other, link, target), models in alike.items()
    ]


def hidden_fields(model):
    """``(field, page type, its link to the base, the base)`` for each field of ``model`` that a page type hides."""
    local = {field.name for field in (*model._meta.local_fields, *model._meta.local_many_to_many)}
    for base in model._meta.get_parent_list():
        for relation in base._meta.related_objects:
            name = relation.get_accessor_name()
            if relation.parent_link and name in local and relation.related_model is not model:
                yield name, relation.related_model, relation.field.name, base._meta.label


@register(Tags.models)
def check_lists(app_configs=None, **kwargs):
    """E024: a list of which no child is what it lists."""
    return [
        Error(
            f"{model._meta.label} lists nothing: none of its child types is made from "
            f"{model.item_mixin.__name__}.",
            hint=f"Name one in its subpage_types, made from wagtail_crowdsolving.mixins."
            f"{model.item_mixin.__name__}.",
            obj=model,
            id="wagtail_crowdsolving.E024",
        )
        for model in page_types(mixins.FilteredIndexMixin)
        if model.item_mixin
        and not any(issubclass(child, model.item_mixin) for child in model.allowed_subpage_models())
    ]


@register(Tags.templates)
def check_templates(app_configs=None, **kwargs):
    """W041 and W039: a page type has no template, or not the one that it names."""
    found = []
    for model in own_page_types():
        if _exists(model.template):
            continue
        default = getattr(model, "default_template", "")
        named = f"{model._meta.app_label}/{camelcase_to_underscore(model.__name__)}.html"
        if not default:
            found.append(
                Warning(
                    f"{model._meta.label} has no template: {model.template!r} does not exist.",
                    hint="Write it, or name another one: template = … in the class.",
                    obj=model,
                    id="wagtail_crowdsolving.W041",
                )
            )
        elif model.template != named:
            found.append(
                Warning(
                    f"The template of {model._meta.label}, {model.template!r}, does not exist: its pages "
                    f"are shown by {default!r}.",
                    hint="Write it, or take the line away.",
                    obj=model,
                    id="wagtail_crowdsolving.W039",
                )
            )
    return found


def _exists(name):
    try:
        get_template(name)
    except TemplateDoesNotExist as missing:
        # It may be one that this one extends.
        return str(missing) != name
    except TemplateSyntaxError:
        pass  # a page says it better
    return True


@register(Tags.templates)
def check_frame(app_configs=None, **kwargs):
    """W040: the site's frame has no place for what the package's pages put into it."""
    try:
        frame = get_template(FRAME)
        blocks = rendered_blocks(frame.template) if hasattr(frame, "template") else set(BLOCKS)
    except (AttributeError, TemplateDoesNotExist, TemplateSyntaxError):
        return []  # not of Django's engine, or broken: Django says that
    return [
        Warning(
            f"The frame of the pages ({frame.origin}) has no block {name!r}: {lost}.",
            hint=f"Put {{% block {name} %}}{{% endblock %}} into it, where the site's base has a place "
            'for it: see "Your own frame around the pages" in the installation guide.',
            id="wagtail_crowdsolving.W040",
        )
        for name, lost in BLOCKS.items()
        if name not in blocks
    ]


def rendered_blocks(template):
    """The names of the blocks that ``template`` really renders, after all that it extends.

    A block that stands in another one which a template below replaces is none of them.
    """
    versions, context = {}, Context()
    with context.bind_template(template):
        while True:
            extends = next(iter(template.nodelist.get_nodes_by_type(ExtendsNode)), None)
            for block in template.nodelist.get_nodes_by_type(BlockNode):
                versions.setdefault(block.name, []).append(block.nodelist)
            if extends is None:
                break
            template = extends.get_parent(context)
    found = set()

    def walk(nodes):
        for node in nodes:
            if isinstance(node, BlockNode):
                found.add(node.name)
                for version in versions[node.name]:
                    walk(version)
                    if not any(map(_is_super, version.get_nodes_by_type(VariableNode))):
                        break
            else:
                for name in node.child_nodelists:
                    walk(getattr(node, name, None) or ())

    walk(template.nodelist)
    return found


def _is_super(node):
    return str(node.filter_expression.var) == "block.super"
