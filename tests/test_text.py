"""Text that people type: what is taken, what is cleaned, and how numbers are read."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError

from tests.markup import flat
from wagtail_crowdsolving import signs, text


class TestPlain:
    @pytest.mark.parametrize(
        ("html", "plain"),
        [
            ("<p>a</p><p>b</p>", "a b"),
            ("a &amp; b", "a & b"),
            ("<p>l&#x27;eau</p>", "l'eau"),
            (None, ""),
        ],
    )
    def test_one_line(self, html, plain):
        assert text.to_plain(html) == plain

    def test_cut_at_a_word(self):
        assert text.to_plain("<p>Un deux, trois quatre</p>", 10) == "Un deux…"
        assert text.to_plain("Un deux", 10) == "Un deux"


@pytest.mark.parametrize(
    ("typed", "clean"),
    [("a\r\nb\rc", "a\nb\nc"), ("  a  \n b ", "a\n b"), ("e\u0301", "é"), ("", "")],
)
def test_one_normal_form(typed, clean):
    assert text.clean_typed(typed, 10) == clean


def test_one_line_has_single_blanks():
    assert text.clean_typed(" a \n b\t c ", 5, one_line=True) == "a b c"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("a" * 11, "max_length"),
        ("a" + " " * 40, "max_length"),
        ("a" + "\u0301\u0316" * 6, "marks"),
        ("\u0f73" * 11, "marks"),
        ("\uff9e\u0316" * 6, "marks"),
    ],
)
def test_what_is_not_taken(typed, code):
    with pytest.raises(ValidationError) as refused:
        text.clean_typed(typed, 10)
    assert refused.value.code == code


def test_what_is_far_too_long_is_refused_unread(monkeypatch):
    # Put back at once: pytest itself asks for normal forms when it reports.
    with monkeypatch.context() as patch:
        patch.setattr(text.unicodedata, "normalize", None)
        with pytest.raises(ValidationError) as refused:
            text.clean_typed("a" * 41, 10)
    assert refused.value.messages == ["10 caractères au maximum\xa0: il y en a 31 de trop."]


@pytest.mark.parametrize("sentence", ["Été à Noël, où ça ?", "Tiếng Việt rất nhiều dấu", "한국어"])
def test_accents_of_their_own_are_taken(sentence):
    """As some keyboards and systems send them: up to three signs for one."""
    apart = unicodedata.normalize("NFD", sentence)
    assert text.clean_typed(apart + "\r\n", len(sentence)) == sentence


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("ligne\x0bsuite\u2028fin\x0c.", "ligne\nsuite\nfin\n."),  # slides, word processors
        ("\u202a06 12 34\u202c", "06 12 34"),  # a telephone's contacts
        ("a\x00b\x07c\x1bd\x7fe\ud800f\ufeffg", "abcdefg"),
        ("l\x92\x9cuvre\x85", "l’œuvre…"),  # letters of Windows, read as Latin-1
        ("porte\x1emanteau", "porte-manteau"),
        ("un\u200e mot\u2066", "un mot"),
        ("שלום\u200f!", "שלום\u200f!"),
        ("👩\u200d👧 é\u00a0!\tx", "👩\u200d👧 é\u00a0!\tx"),
    ],
)
def test_what_nobody_sees_is_cleaned_and_not_refused(pasted, kept):
    assert text.clean_typed(pasted, 100) == kept


def test_no_invisible_sign_hides_a_heap_of_marks():
    with pytest.raises(ValidationError):
        text.clean_typed("a" + ("\u0301" * 9 + "\u200b") * 3, 100)


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("Les habitant*es et les salarié*es", "<p>Les habitant*es et les salarié*es</p>"),
        ("les élu_es et les chargé_es", "<p>les élu_es et les chargé_es</p>"),
        ("5*3*2, tou*te*s", "<p>5*3*2, tou*te*s</p>"),
        (
            "*oui*, l'*idée* **Fab**rique",
            "<p><em>oui</em>, l'<em>idée</em> <strong>Fab</strong>rique</p>",
        ),
        ("• un\n•\tdeux", "<ul> <li>un</li> <li>deux</li> </ul>"),
        ("À faire :\n– un\n– deux", "<p>À faire :</p> <ul> <li>un</li> <li>deux</li> </ul>"),
        ("–5 °C • 3", "<p>–5 °C • 3</p>"),
        ("\\• un", "<p>• un</p>"),
        ("\xa0- un\n-\xa0deux", "<ul> <li>un</li> <li>deux</li> </ul>"),
        ("\\-\xa0un", "<p>-&nbsp;un</p>"),
        ("_____*mai 2014_____", "<p>_____*mai 2014_____</p>"),
    ],
)
def test_stars_in_words_and_signs_of_lists(typed, html):
    assert flat(text.to_html(typed)).strip() == html
    assert text.to_html(text.to_markup(text.to_html(typed))) == text.to_html(typed)


@pytest.mark.parametrize(
    "html", ["<p>• a<br>\n– b<br>\n&nbsp;- c<br>\n-&nbsp;d</p>\n", "<ul>\n<li>• a</li>\n</ul>\n"]
)
def test_a_dash_of_the_editor_stays_a_dash(html):
    assert text.to_html(text.to_markup(html)).strip() == html.strip()


def test_emphasis_for_a_part_of_a_word_leaves_the_word():
    assert text.to_markup("<p>l<em>a</em>b <em>c</em></p>") == "lab *c*"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1 500,5", "1500.5"),
        ("1\xa0500", "1500"),
        ("12’000", "12000"),
        ("2,50", "2.50"),
        ("−5.36978", "-5.36978"),
        ("1.234.567", "1234567"),
        ("\u202a43.29695\u202c", "43.29695"),
        ("beaucoup", "beaucoup"),
        ("1,5,", "1,5,"),
    ],
)
def test_numbers_as_people_write_them(typed, read):
    assert signs.number(typed) == read


def test_a_whole_number_s_groups_follow_the_language():
    assert signs.number("1.500", is_whole=True, mark=",") == "1500"
    assert signs.number("1,500", is_whole=True, mark=".") == "1500"
    assert signs.number("1,500", is_whole=True, mark=",") == "1.500"
    assert signs.number("1,500", mark=".") == "1500"
    assert signs.number("1.500", mark=",") == "1.500"
