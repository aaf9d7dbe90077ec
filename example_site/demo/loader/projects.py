"""The catalogue."""

import datetime
from decimal import Decimal

from demo.content.pages import ILLUSTRATION
from demo.loader.files import load_document, load_picture
from demo.loader.tree import child, classify, in_english, publish, set_back
from demo.loader.world import typeset
from wagtail_crowdsolving.catalogue import actions as catalogue
from wagtail_crowdsolving.pages.models import CatalogueProjectPage
from wagtail_crowdsolving.text import to_html


def load_project(world, content, position):
    index = world.indexes["catalogue"]
    if child(index, content["slug"], CatalogueProjectPage):
        return
    page = CatalogueProjectPage(
        locale=world.locales["fr"],
        title=content["title"],
        slug=content["slug"],
        origin=content["origin"],
        holder=content["holder"],
        picture=load_picture(content["slug"], content["title"], content["picture_alt"]),
        organisations=[
            ("organisation", {"organisation": world.organisations[name], "role": role})
            for name, role in content["organisations"]
        ],
        **_project_texts(content, content, "fr"),
    )
    classify(world, page, content)
    index.add_child(instance=page)
    publish(page, world.admin)
    for stage, year, conclusion, note in content["stages"]:
        catalogue.record_stage(
            page=page,
            stage=stage,
            reached_on=datetime.date(year, 1, 1),
            precision="year",
            conclusion=conclusion,
            note=note,
            by=world.admin,
        )
    published = world.today - datetime.timedelta(days=20 + 9 * position)
    set_back(page, published)
    if english := content.get("en"):
        texts = _project_texts(content, english, "en")
        version = in_english(world, page, title=english["title"], slug=english["slug"], **texts)
        set_back(version, published)


def _project_texts(content, texts, language):
    figures = []
    for figure in content.get("figures", []):
        label, unit, source = figure[language]
        figures.append(
            (
                "figure",
                {
                    "label": label,
                    "value": Decimal(figure["value"]),
                    "unit": unit,
                    "date": figure.get("date"),
                    "source": source,
                },
            )
        )
    documents = []
    if document := content.get("document"):
        file = load_document(content["slug"], document)
        documents = [("document", {"title": document[language], "document": file})]
    return {
        "summary": texts["summary"],
        "need": to_html(texts["need"]),
        "answer": to_html(f"{texts['answer']}\n\n{typeset(ILLUSTRATION['project'][language])}"),
        "figures": figures,
        "documents": documents,
    }
