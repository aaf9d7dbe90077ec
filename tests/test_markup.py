"""Markup that people type: safe whatever it holds, and given back as it was typed."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.hostile import texts
from tests.proof import examples
from wagtail_crowdsolving import text

URLS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    " javascript:alert(1)",
    "\x01javascript:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "javascript&Tab;:alert(1)",
    "java&NewLine;script:alert(1)",
    "%6aavascript:alert(1)",
    "vbscript:msgbox(1)",
    "VBSCRIPT:x",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "file:///etc/passwd",
    "ftp://example.org/",
    "blob:http://example.org/x",
    "about:blank",
    "view-source:http://example.org",
    "filesystem:http://example.org/x",
    "feed:javascript:alert(1)",
    "jar:http://example.org!/x",
    "mocha:alert(1)",
    "livescript:alert(1)",
    "intent://x#Intent;scheme=http;end",
    "tel:+33",
    "ｊavascript:alert(1)",
]
TAGS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\x00>alert(1)</script>",
    "<script/x>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    "<img/src=x/onerror=alert(1)>",
    '<img """><script>alert(1)</script>">',
    "<image src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math href=javascript:alert(1)>x</math>",
    "<math><annotation-xml encoding=text/html><script>1</script></annotation-xml></math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=x></object>",
    "<embed src=x>",
    "<applet code=x></applet>",
    "<form action=x><input type=submit formaction=javascript:alert(1)></form>",
    "<button onclick=alert(1)>x</button>",
    "<input autofocus onfocus=alert(1)>",
    "<select onfocus=alert(1) autofocus>",
    "<textarea><script>alert(1)</script></textarea>",
    "<keygen onfocus=alert(1)>",
    "<video onerror=alert(1)><source></video>",
    "<audio src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<body onload=alert(1)>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css';</style>",
    "<style><!--</style><script>alert(1)//--></script>",
    "<xss style='x:expression(alert(1))'>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<noembed><img title='</noembed><img src=x onerror=alert(1)>'>",
    "<title><img title='</title><img src=x onerror=alert(1)>'>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>",
    "<plaintext><script>",
    "<!--<img src='--><img src=x onerror=alert(1)>'>",
    "<!-- x",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>1</script>",
    "<!DOCTYPE html><script>1</script>",
    "<p onclick=alert(1) style=color:red class=x id=y>p</p>",
    "<strong onmouseover=alert(1)>x</strong>",
    "<a onclick=alert(1) href=http://x.org target=_blank style=x>x</a>",
    "<a name=x id=y>x</a>",
    "<p lang=x title=y dir=rtl>x</p>",
    "<ul class=x><li value=3>x</ul>",
    "<ol start=9 type=a reversed><li>x</ol>",
    "<p",
    "<p/onclick=alert(1)",
    "<",
    "<<<<>>>>",
    "</p></p></div>",
    "<div><span>x</div></span>",
    "<b><i></b></i>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&amp;lt;script&amp;gt;",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "\u202e<script>\u202c",
    "\ufeff<script>alert(1)</script>",
    "<scr\u00adipt>alert(1)</scr\u00adipt>",
    "<\u017fcript>alert(1)</\u017fcript>",
    "\ud7ff<script\u2028>alert(1)</script>",
]
MARKDOWN = [
    "[a](http://x.org 'title\" onmouseover=alert(1)')",
    '[a](http://x.org/"onmouseover="alert(1))',
    '[a](<http://x.org/" onclick=alert(1)>)',
    "[[a](javascript:alert(1))](http://x.org)",
    "[a](http://x.org/[b](javascript:alert(1)))",
    "[<script>alert(1)</script>](http://x.org)",
    "![a](javascript:alert(1))",
    '![a](http://x.org/"onerror=alert(1))',
    "[a][b]\n\n[b]: javascript:alert(1)",
    "[javascript:alert(1)]()",
    "[](javascript:alert(1))",
    "<javascript:alert(1)>",
    '<http://x.org/"onclick=alert(1)>',
    'http://x.org/"onclick=alert(1)',
    "http://x.org/'><script>alert(1)</script>",
    'www.x.org"><img src=x onerror=alert(1)>',
    'a@b.org"onclick=alert(1)',
    "javascript://x.org/%0aalert(1)",
    "`<script>`",
    "```\n<script>\n```",
    "    <script>alert(1)</script>",
    "**<b onclick=x>**",
    "- <li onclick=x>",
    "1. <script>alert(1)</script>",
    "&#x3c;script&#x3e;",
    "\\<script>",
]
HOSTILE = [
    *TAGS,
    *MARKDOWN,
    *(f"[lien]({url})" for url in URLS),
    *(f"[lien](<{url}>)" for url in URLS),
    *(f'<a href="{url}">lien</a>' for url in URLS),
]


class Reader(HTMLParser):
    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.found, self.other, self.text = [], [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        self.other.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def assert_safe(html):
    reader = Reader(html)
    assert reader.other == []
    for tag, attributes in reader.found:
        assert tag in text.TAGS
        if tag == "a":
            assert set(attributes) <= {"href", "rel"}
            assert attributes["rel"] == text.LINK_REL
            assert attributes["href"]
            scheme = re.match(r"[^/?#]*?:", re.sub(r"[\x00-\x20]", "", attributes.get("href", "")))
            assert scheme is None or scheme[0].lower() in ("http:", "https:", "mailto:")
        else:
            assert attributes == {}


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_but_what_is_allowed_comes_through(typed):
    assert_safe(text.to_html(typed))
    assert_safe(text.sanitise(typed))
    assert_safe(text.to_html(text.to_markup(typed)))


@pytest.mark.parametrize("typed", TAGS)
def test_typed_html_is_shown_as_it_was_typed(typed):
    shown = Reader(text.to_html(typed)).text
    assert "".join(shown.split()) == "".join(typed.replace("\x00", "\ufffd").split())


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("un", "<p>un</p>"),
        ("un\ndeux", "<p>un<br>\ndeux</p>"),
        ("un\n\ndeux", "<p>un</p>\n<p>deux</p>"),
        ("**gras** et *penché*", "<p><strong>gras</strong> et <em>penché</em></p>"),
        ("- un\n- deux", "<ul>\n<li>un</li>\n<li>deux</li>\n</ul>"),
        ("* un\n* deux", "<ul>\n<li>un</li>\n<li>deux</li>\n</ul>"),
        ("1. un\n2. deux", "<ol>\n<li>un</li>\n<li>deux</li>\n</ol>"),
        ("1) un\n2) deux", "<ol>\n<li>un</li>\n<li>deux</li>\n</ol>"),
        ("Il faut :\n- un", "<p>Il faut :</p>\n<ul>\n<li>un</li>\n</ul>"),
        (
            "[ici](https://x.org/)",
            '<p><a href="https://x.org/" rel="nofollow ugc noopener">ici</a></p>',
        ),
        (
            "voir www.x.org.",
            '<p>voir <a href="http://www.x.org" rel="nofollow ugc noopener">www.x.org</a>.</p>',
        ),
        (
            "a@x.org",
            '<p><a href="mailto:a@x.org" rel="nofollow ugc noopener">a@x.org</a></p>',
        ),
        ("", ""),
        (None, ""),
    ],
)
def test_the_markup(typed, html):
    assert text.to_html(typed).strip() == html


@pytest.mark.parametrize(
    "typed",
    [
        "2020. Une année",
        "3. trois",
        "12) douze\n13) treize",
        "nom_de_fichier_long",
        "5 * 3 * 2",
        "# pas un titre",
        "> pas une citation",
        "---",
        "a < b & c > d",
        "&amp; reste",
        "<b>reste</b>",
        "`code`",
        "C:\\dossier",
        "50 % - 60 %",
        "n° 1. premier",
        "[à compléter]",
        "(voir [1])",
        "http://x.org/un_deux?a=1&b=2",
        "voir (http://x.org/) et www.y.org.",
        "ligne un\nligne deux\n\nfin",
        "1. un\n2. deux",
        "- un\n- deux\n  - trois",
        "**gras** et *penché*",
        "[ici](https://x.org/a)",
        "~~rien~~ | ^rien^",
        "L'eau « potable »… 100 €",
        "+33 4 91 00 00 00",
        "-5 degrés",
        "1.5 litre",
        "voir (https://fr.wikipedia.org/wiki/L'eau), puis",
    ],
)
def test_a_form_shows_again_what_was_typed(typed):
    assert text.to_markup(text.to_html(typed)) == typed


PIECES = st.sampled_from(
    [*"ab1. )*_-+[](<>\\`&;:/@!#~|\t\n", "\n\n", "  ", "**", "1. ", "2. ", "- ", "* ", "+ ", "1) "]
    + [
        "](",
        "http://x.org",
        "www.x.org",
        "a@b.org",
        "[t](http://x.org)",
        "&amp;",
        "\\\n",
        "é",
        "\u00a0",
    ]
)


@pytest.mark.prove
@examples(300, 5000)
@given(st.lists(PIECES, max_size=14).map("".join))
@example("**http://x.org_* ")
@example("http://x.org_")
@example("[x]()")
@example("1. a\n\n2\\. b")
@example("*a*_b_")
@example("*a*.a@b.org")
@example("*a*[t](http://x.org)")
@example("- a\n* b\n+ c")
@example("[http://x.org](http://x.org)/suite")
def test_what_a_form_shows_gives_the_same_text_back(typed):
    html = text.to_html(typed)
    assert_safe(html)
    assert text.to_html(text.to_markup(html)) == html


@pytest.mark.prove
@examples(200, 3000)
@given(st.text(max_size=200))
def test_any_characters(typed):
    html = text.to_html(typed)
    assert_safe(html)
    assert text.to_html(text.to_markup(html)) == html


@pytest.mark.parametrize(
    ("rich", "markup"),
    [
        ('<p data-block-key="x">Un <b>mot</b> et <i>un</i></p>', "Un **mot** et *un*"),
        ("<p>Un <b>mot </b>suit</p>", "Un **mot** suit"),
        ("<h2>Titre</h2><p>Texte</p>", "Titre\n\nTexte"),
        ("<ol><li>a</li><li>b<ul><li>c</li></ul></li></ol>", "1. a\n2. b\n   - c"),
        ('<p><a href="/defis/">les défis</a></p>', "[les défis](/defis/)"),
        ('<p><a linktype="page" id="3">interne</a></p>', "interne"),
        ("<p>a<br/>b</p>", "a\nb"),
        ("<p>a<br/><br/>b</p>", "a\n\\\nb"),
        ("<p>1. un</p>", "1\\. un"),
        ("<p>- un</p>", "\\- un"),
        ("<script>x</script>", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_an_editors_rich_text(rich, markup):
    assert text.to_markup(rich) == markup


SIZE = 50_000


@pytest.mark.parametrize("piece", {**texts.PATTERNS, **texts.MARKUP}.values())
def test_nothing_but_signs_of_markup_comes_back(piece):
    """How the time grows with them, ``make bench`` tells."""
    html = text.to_html((piece * 500)[:500])
    assert text.to_html(text.to_markup(html)) == html


def test_a_text_too_long_for_markup_loses_nothing():
    typed = "**mot** <b>\n\n" + "x" * SIZE
    html = text.to_html(typed)
    assert html.startswith("<p>**mot** &lt;b&gt;</p>")
    assert "x" * SIZE in html
