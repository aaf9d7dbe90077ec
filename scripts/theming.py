"""Write the tables of ``docs/theming.md`` from the sheet and the templates: ``make theming``."""

import os
import re
import sys
from pathlib import Path

import django
from django.template import engines
from django.template.base import FilterExpression, Node, Variable
from django.template.defaulttags import ForNode, WithNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "theming.md"
PACKAGE = ROOT / "wagtail_crowdsolving"
SHEET = PACKAGE / "static/wagtail_crowdsolving/crowdsolving.css"
TEMPLATES = PACKAGE / "templates"
#: What the page tells of in words.
FRAMES = ("wagtail_crowdsolving/base.html", "wagtail_crowdsolving/page.html")
TOKEN = re.compile(r"^    (--cs-[\w-]+): (.+); /\* (.+) \*/$", re.M)
#: What Django, Wagtail and the tags give to every template.
EVERYWHERE = {"block", "csrf_token", "forloop", "messages", "page", "request", "self", "user"}
CONSTANTS = {"False", "None", "True"}


def tokens():
    layer = SHEET.read_text().split("@layer crowdsolving.tokens {")[1].split("\n}\n")[0]
    yield from ("| token | value | what for |", "|---|---|---|")
    for name, value, purpose in TOKEN.findall(layer):
        yield f"| `{name}` | `{value}` | {purpose} |"


def templates():
    """Each page: the blocks one can fill, and the names its templates read, with those that they include."""
    yield from ("| template | blocks | is given |", "|---|---|---|")
    frame = {block for name in FRAMES for block in read(name).blocks}
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = path.relative_to(TEMPLATES).as_posix()
        line = lineage(name)
        if {"admin", "mail"} & set(path.parts) or name in FRAMES or FRAMES[0] not in line:
            continue
        blocks = {block for one in line for block in read(one).blocks} - frame
        given = set.union(*map(reads, line)) - EVERYWHERE - CONSTANTS
        yield (
            f"| `{name.removeprefix('wagtail_crowdsolving/')}` | {written(blocks)} | {written(given)} |"
        )


def written(names):
    return ", ".join(f"`{name}`" for name in sorted(names))


def lineage(name):
    """The template and those that it extends, as far as they are named."""
    names = [name]
    while parent := read(names[-1]).parent:
        if not parent.startswith("wagtail_crowdsolving/"):
            break
        names.append(parent)
    return names


def reads(name):
    template = read(name)
    found = set(template.names)
    for included, bound, is_alone in template.included:
        found |= set() if is_alone else reads(included) - bound - template.made
    return found


class Reading:
    """What a template's nodes say: its parent, its blocks, what it includes, the names that it reads and does not make."""

    def __init__(self, name):
        self.parent, self.blocks, self.included = None, [], []
        self.names, self.made = set(), set()
        # As the package has it: a site, the example's too, may have its own in its place.
        self._walk(engines["django"].engine.from_string((TEMPLATES / name).read_text()).nodelist)
        self.names -= self.made

    def _walk(self, value):
        if isinstance(value, FilterExpression):
            self._walk([value.var, value.filters])
        elif isinstance(value, Variable):
            if value.lookups:
                self.names.add(value.lookups[0])
        elif isinstance(value, list | tuple):
            for part in value:
                self._walk(part)
        elif isinstance(value, dict):
            self._walk(list(value.values()))
        elif isinstance(value, Node) or hasattr(value, "lbp"):
            if isinstance(value, ExtendsNode):
                self.parent = (
                    value.parent_name.var if not hasattr(value.parent_name.var, "lookups") else None
                )
            elif isinstance(value, BlockNode):
                self.blocks.append(value.name)
            elif isinstance(value, IncludeNode) and isinstance(value.template.var, str):
                self.included.append(
                    (value.template.var, set(value.extra_context), value.isolated_context)
                )
            elif isinstance(value, ForNode):
                self.made.update(value.loopvars)
            elif isinstance(value, WithNode):
                self.made.update(value.extra_context)
            for made in (
                "asvar",
                "target_var",
                "variable",
                "variable_name",
                "var_name",
                "output_var_name",
            ):
                if isinstance(getattr(value, made, None), str):
                    self.made.add(getattr(value, made))
            if type(value).__name__ == "BlockTranslateNode":
                self.made.update({*value.extra_context, value.countervar})
            self._walk(
                [
                    part
                    for key, part in vars(value).items()
                    if key not in ("parent", "origin", "token")
                ]
            )


_read = {}


def read(name):
    if name not in _read:
        _read[name] = Reading(name)
    return _read[name]


def page(text):
    """The page with its tables as they are in the code."""
    for name, lines in (("tokens", tokens()), ("templates", templates())):
        text = re.sub(
            rf"(% generated: {name}\n)(?:.*\n)*?(% end\n)",
            lambda match, lines=lines: "\n".join([match[1].strip(), "", *lines, "", match[2]]),
            text,
        )
    return text


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "example_site")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    PAGE.write_text(page(PAGE.read_text()))
