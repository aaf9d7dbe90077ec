"""What the site's frame and the package's pages say together in the head."""

import re

import pytest

from tests import factories

ALTERNATE = re.compile(r'<link\s+rel="alternate"\s+hreflang="(\w+)"')


@pytest.mark.parametrize("translated", [False, True])
def test_a_challenge_names_each_language_once(client, challenge, translated):
    if translated:
        index = challenge.get_parent().specific
        for page in (index, challenge):
            page.copy_for_translation(factories.locale("en"), copy_parents=True)
            page.get_translation(factories.locale("en")).save_revision().publish()
    named = ALTERNATE.findall(client.get(challenge.get_url()).text)
    assert sorted(named) == (["en", "fr"] if translated else [])


def test_a_page_of_the_site_names_the_other_one(client, site_home):
    english = site_home.copy_for_translation(factories.locale("en"))
    english.save_revision().publish()
    assert ALTERNATE.findall(client.get("/").text) == ["en"]
