"""Pictures and documents: made where they are missing, in the database or in the media."""

import io
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection

from demo import pictures
from demo.content.projects import PROJECTS
from demo.loader.world import typeset

COLLECTION = "Illustrations de la démonstration"
#: What the name of a drawn picture's file begins with.
PICTURE = "demo-"


def load_picture(slug, title, description):
    """The picture of a subject, drawn now; ``description`` is its text alternative."""
    title = f"Illustration : {title}"
    images = get_image_model()
    root = Collection.get_first_root_node()
    collection = root.get_children().filter(name=COLLECTION).first()
    if collection is None:
        collection = root.add_child(name=COLLECTION)
    image = images.objects.filter(title=title, collection=collection).first()
    if image is None:
        file = ImageFile(io.BytesIO(pictures.draw(slug)), name=f"{PICTURE}{slug}.png")
        image = images(title=title, description=description, collection=collection, file=file)
        image.save()
    return image


def load_document(slug, content):
    documents = get_document_model()
    document = documents.objects.filter(title=content["fr"]).first()
    if document is None:
        file = ContentFile(content["text"].encode(), name=f"{slug}.txt")
        document = documents(title=content["fr"], file=file)
        document.save()
    return document


def restore_files():
    """Make the files again that are missing: a database that was kept, media that were emptied."""
    for image in get_image_model().objects.filter(collection__name=COLLECTION):
        # Django adds "_" and a few signs to a name that was taken.
        slug = Path(image.file.name).stem.removeprefix(PICTURE).split("_")[0]
        if slug in pictures.SUBJECTS and _is_missing(image.file):
            image.file.storage.save(image.file.name, io.BytesIO(pictures.draw(slug)))
            image.renditions.all().delete()
    for content in typeset(PROJECTS):
        if content.get("document"):
            document = load_document(content["slug"], content["document"])
            if _is_missing(document.file):
                text = ContentFile(content["document"]["text"].encode())
                document.file.storage.save(document.file.name, text)


def _is_missing(file):
    return not file.storage.exists(file.name)
