import pytest

from wagtail_crowdsolving import conf


def test_every_key_has_its_default(settings):
    settings.WAGTAIL_CROWDSOLVING = {}
    assert {name: getattr(conf, name) for name in conf.DEFAULTS} == conf.DEFAULTS


def test_a_site_without_the_dict(settings):
    del settings.WAGTAIL_CROWDSOLVING
    assert conf.PAGE_SIZE == 12


def test_the_sites_value_wins_and_is_read_each_time(settings):
    settings.WAGTAIL_CROWDSOLVING = {"PAGE_SIZE": 5}
    assert conf.PAGE_SIZE == 5
    settings.WAGTAIL_CROWDSOLVING = {"PAGE_SIZE": 7}
    assert conf.PAGE_SIZE == 7


def test_a_dict_is_completed_not_replaced(settings):
    settings.WAGTAIL_CROWDSOLVING = {"GROUPS": {"board": "Le bureau"}}
    assert conf.GROUPS["board"] == "Le bureau"
    assert conf.GROUPS["moderation"] == conf.DEFAULTS["GROUPS"]["moderation"]


def test_reading_changes_no_default(settings):
    settings.WAGTAIL_CROWDSOLVING = {}
    conf.MAIL_RETRY_SECONDS.append(1)
    conf.GROUPS["board"] = "x"
    assert conf.MAIL_RETRY_SECONDS[-1] != 1
    assert conf.GROUPS["board"] != "x"


def test_an_unknown_name():
    with pytest.raises(AttributeError, match="NO_SUCH_KEY"):
        conf.NO_SUCH_KEY  # noqa: B018
