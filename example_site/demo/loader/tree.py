"""Pages: looked for by their address, classified, published, written in English, dated back."""

from wagtail.models import Page

from demo.loader.world import moment_of


def load_page(world, parent, model, french, english, **common):
    page = child(parent, french["slug"], model)
    if page is None:
        page = model(locale=world.locales["fr"], **common, **french)
        parent.add_child(instance=page)
        publish(page, world.admin)
        in_english(world, page, **english)
    return page


def child(parent, slug, model):
    return model.objects.child_of(parent).filter(slug=slug).first()


def publish(page, by):
    page.save_revision(user=by).publish(user=by, skip_permission_checks=True)


def in_english(world, page, **texts):
    english = page.copy_for_translation(world.locales["en"])
    for name, value in texts.items():
        setattr(english, name, value)
    publish(english, world.admin)
    world.translated.append((page, english))
    return english


def classify(world, page, content):
    page.themes = [world.themes[slug] for slug in content["themes"]]
    page.goals = content["goals"]
    page.territory = world.territories[content["territory"]]
    page.territory_kind = content["territory_kind"]


def set_back(page, day):
    at = moment_of(day, 9)
    Page.objects.filter(pk=page.pk).update(first_published_at=at, last_published_at=at)
