"""What hostile text becomes on its way from the form to everything that shows it."""

import unicodedata
from html.parser import HTMLParser
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.contributions import hostile
from tests.contributions.files import picture, upload
from tests.contributions.support import contribute_url, form_data, submit
from wagtail_crowdsolving.contributions import actions
from wagtail_crowdsolving.contributions.models import Attachment, Contribution
from wagtail_crowdsolving.notifications.jobs import deliver_due
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.text import LINK_SCHEMES, TAGS

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
WORDS = "Des mots bien visibles autour. "
LOADS = {
    "script",
    "style",
    "link",
    "base",
    "iframe",
    "frame",
    "object",
    "embed",
    "applet",
    "portal",
}
ADDRESSES = {
    "href",
    "src",
    "srcset",
    "action",
    "formaction",
    "data",
    "poster",
    "background",
    "ping",
}


class Reader(HTMLParser):
    """What a page does beside showing text, and what stands in the texts of its contributions."""

    def __init__(self):
        super().__init__()
        self.does, self.tags, self.bodies = set(), [], {}
        self.article, self.depth = "", 0

    def handle_starttag(self, tag, attrs):
        attrs = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if tag in LOADS or tag == "meta" and "http-equiv" in attrs:
            self.does.add((tag, attrs.get("src") or attrs.get("href") or attrs.get("type", "")))
        for name, value in attrs.items():
            if name.startswith(("on", "hx-", "data-controller", "data-action")) or name == "style":
                self.does.add((name, value))
            if name in ADDRESSES and urlsplit(value.strip()).scheme not in ("", *LINK_SCHEMES):
                self.does.add((name, value))
            if name in ADDRESSES and tag != "a" and "evil.example" in value:
                self.does.add((name, value))
        if tag == "article":
            self.article = attrs.get("id", "")
        if self.depth:
            self.bodies[self.article]["elements"].append((tag, attrs))
            self.depth += tag == "div"
        elif "cs-contribution__body" in attrs.get("class", ""):
            self.bodies[self.article] = {"elements": [], "text": ""}
            self.depth = 1

    def handle_endtag(self, tag):
        if self.depth and tag in ("div", "blockquote"):
            self.depth -= 1

    def handle_data(self, data):
        if self.depth:
            self.bodies[self.article]["text"] += data


def read(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def is_unseen(sign):
    return sign != "\n" and unicodedata.category(sign) in ("Cc", "Cf", "Cs")


def new(reader, usual):
    """What a page does that it does not do with a harmless text."""
    return reader.does - usual.does


@pytest.fixture
def many(settings):
    settings.WAGTAIL_CROWDSOLVING = {
        "CONTRIBUTION_MIN_SECONDS": 0,
        "CONTRIBUTIONS_PER_HOUR": 10_000,
        "CONTRIBUTIONS_PER_HOUR_PER_ADDRESS": 0,
        "THREADS_PER_PAGE": 10_000,
    }
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 100_000


@pytest.fixture
def writer(member):
    client = Client()
    client.force_login(member)
    return client


def typed(text):
    return {"text": WORDS + text, "place": text.replace("\n", " ")[:160]}


def test_there_are_enough():
    assert hostile.NUMBER >= 100


class TestTexts:
    """One walk with all of them: form, preview, mail, desk, page, address, own list."""

    @pytest.fixture
    def sent(self, many, challenge, member, writer):
        """``{name: contribution}``: the harmless one first, each previewed and sent by the form."""
        address, sent, wrong = contribute_url(challenge), {}, []
        usual = None
        for name, text in {"harmless": "Rien.", **hostile.TEXTS}.items():
            data = form_data(member, challenge, **typed(text))
            previewed = writer.post(address, {**data, "go": "preview"})
            assert previewed.context["preview"], (name, previewed.context["form"].errors)
            page = read(previewed.content.decode())
            usual = usual or page
            if new(page, usual) or page.tags.count("h1") != 1:
                wrong.append((name, new(page, usual)))
            response = writer.post(address, data)
            assert response.status_code == 302, (name, response.context["form"].errors)
            sent[name] = Contribution.objects.latest("pk")
        assert wrong == []
        return sent

    def test_nothing_executes(self, sent, challenge, member, moderator, writer, settings):
        desk = Client()
        desk.force_login(moderator)
        inspect = {
            name: read(
                desk.get(
                    reverse("crowdsolving_contributions:inspect", args=[item.pk])
                ).content.decode()
            )
            for name, item in sent.items()
        }
        assert {
            n: new(r, inspect["harmless"])
            for n, r in inspect.items()
            if new(r, inspect["harmless"])
        } == {}

        feed, fed = reverse("wagtail_crowdsolving:discussion_feed", args=[challenge.pk]), 0
        for number, item in enumerate(sent.values(), 1):
            actions.approve(contribution=item, by=moderator)
            if number % 20 == 0 or number == len(sent):
                for entry in ElementTree.fromstring(Client().get(feed).content).iter(
                    f"{ATOM}entry"
                ):
                    page, fed = read(entry.findtext(f"{ATOM}summary")), fed + 1
                    assert page.does == set()
                    assert set(page.tags) <= TAGS
        assert fed >= len(sent)
        shown = {}
        for name, client in (("visitor", Client()), ("member", desk)):
            shown[name] = read(client.get(challenge.url).content.decode())
        for page in shown.values():
            assert page.tags.count("h1") == 1
            assert {value for _name, value in page.does if "evil.example" in value} == set()
            assert not [name for name, _value in page.does if name.startswith("on")]
            for name, item in sent.items():
                body = page.bodies[f"contribution-{item.pk}"]
                assert WORDS.strip() in body["text"], name
                for tag, attrs in body["elements"]:
                    assert tag in TAGS, name
                    assert set(attrs) <= {"href", "rel"}, name
                    if "href" in attrs:
                        assert attrs["href"].partition(":")[0].lower() in LINK_SCHEMES, name
                        assert "nofollow" in attrs["rel"], name
        assert member.email not in Client().get(challenge.url).content.decode()

        own = read(writer.get(reverse("wagtail_crowdsolving:my_contributions")).content.decode())
        assert not [does for does in own.does if "alert" in str(does) or "evil" in str(does)]
        one = reverse("wagtail_crowdsolving:contribution_thread", args=[sent["script"].pk])
        assert read(Client().get(one).content.decode()).does <= shown["visitor"].does

        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        usual = read(
            OutboxMail.objects.get(
                key__startswith=f"contributions/received:{sent['harmless'].pk}:"
            ).html
        )
        for row in OutboxMail.objects.filter(kind="contributions/received"):
            assert new(read(row.html), usual) == set(), row.key
            assert "\n" not in row.subject
        while OutboxMail.objects.filter(state=OutboxMail.State.QUEUED).exists():
            deliver_due()
        for message in mail.outbox:
            assert message.recipients() == [member.email]
            assert {"Bcc", "Cc", "From "}.isdisjoint(message.message().keys())

    @pytest.mark.parametrize("text", hostile.UNSEEN.values(), ids=hostile.UNSEEN)
    def test_taken_without_what_nobody_sees(self, challenge, member, moderator, writer, text):
        if "\ud83d" in text:  # half a sign is in no request
            submit(challenge, member, text=text)
        else:
            data = form_data(member, challenge, text=text)
            assert writer.post(contribute_url(challenge), data).status_code == 302
        item = Contribution.objects.get()
        assert not [one for one in item.comment + item.body if is_unseen(one)]
        actions.approve(contribution=item, by=moderator)
        page = read(Client().get(challenge.url).content.decode())
        assert not [does for does in page.does if "alert" in str(does)]

    @pytest.mark.parametrize("link", hostile.LINKS)
    def test_no_link(self, challenge, member, writer, link):
        data = form_data(member, challenge, kind="inspiration", link=link)
        response = writer.post(contribute_url(challenge), data)
        assert list(response.context["form"].errors) == ["link"]
        assert not Contribution.objects.exists()

    def test_a_draft_is_no_way_in(self, challenge, member, writer):
        for text in (*hostile.TEXTS.values(), *list(hostile.UNSEEN.values())[:-1]):
            data = form_data(member, challenge, **typed(text))
            writer.post(contribute_url(challenge), {**data, "go": "draft"})
            page = read(writer.get(challenge.url).content.decode())
            assert not [does for does in page.does if "alert" in str(does)]
            assert not [does for does in page.does if "evil" in str(does)]
            assert page.tags.count("h1") == 1


@pytest.mark.parametrize("name", hostile.NAMES)
def test_names_of_people(challenge, member, moderator, name):
    member.first_name = member.last_name = name[:150]
    member.save()
    item = submit(challenge, member)
    desk = Client()
    desk.force_login(moderator)
    inspect = desk.get(reverse("crowdsolving_contributions:inspect", args=[item.pk]))
    actions.approve(contribution=item, by=moderator)
    for html in (inspect.content.decode(), Client().get(challenge.url).content.decode()):
        page = read(html)
        assert not [does for does in page.does if "alert" in str(does) or "evil" in str(does)]
        assert member.email not in page.bodies.get(f"contribution-{item.pk}", {}).get("text", "")
    for row in OutboxMail.objects.all():
        assert "\n" not in row.subject
        assert not [does for does in read(row.html).does if "alert" in str(does)]


class TestFiles:
    @pytest.mark.parametrize("name", hostile.FILE_NAMES)
    def test_names(self, challenge, member, moderator, name):
        file = picture("a.png", "PNG")
        file._name = name
        item = submit(challenge, member, attachments=[(file, name)])
        actions.approve(contribution=item, by=moderator)
        page = read(Client().get(challenge.url).content.decode())
        assert not [does for does in page.does if "alert" in str(does) or "evil" in str(does)]
        one = Attachment.objects.get()
        assert "/" not in one.name
        response = Client().get(
            reverse("wagtail_crowdsolving:contribution_attachment", args=[one.pk])
        )
        assert "Set-Cookie" not in response
        assert response["Content-Type"] == "image/png"
        assert one.file.name == f"contributions/{one.pk}.png"

    @pytest.mark.parametrize("file", hostile.FILES, ids=lambda file: file[0])
    def test_disguised(self, challenge, member, writer, file):
        data = form_data(member, challenge)
        data["attachments-0"] = upload(*file, content_type="image/png")
        response = writer.post(contribute_url(challenge), data)
        assert list(response.context["form"].errors) == ["attachments"]
        assert not Contribution.objects.exists()
        assert not Attachment.objects.exists()

    def test_a_picture_that_is_a_page_too(self, challenge, member):
        """What stands behind the end of a picture, or in its comment, is gone."""
        polyglot = picture(comment=b"<script>alert(1)</script>")
        polyglot = upload("a.jpg", polyglot.read() + b"<!doctype html><script>alert(1)</script>")
        submit(challenge, member, attachments=[(polyglot, "")])
        assert b"script" not in Attachment.objects.get().file.open().read()


def test_paragraphs_lists_and_links_survive(challenge, member, moderator):
    text = "Un *deux* **trois**\n\n- quatre\n- cinq\n\n1. six\n\nhttps://example.org/a"
    item = submit(challenge, member, text=text)
    actions.approve(contribution=item, by=moderator)
    body = read(Client().get(challenge.url).content.decode()).bodies[f"contribution-{item.pk}"]
    assert {"p", "em", "strong", "ul", "ol", "li", "a"} <= {tag for tag, _ in body["elements"]}
