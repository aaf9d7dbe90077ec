"""A mail of a third party; its templates stand in ``tests/notifications/templates``."""

from wagtail_crowdsolving.notifications.mails import declare

#: What ``is_wanted`` answers, or raises, by the first part of what the mail is about.
ANSWERS = {}


def is_wanted(about, recipient_pk):
    answer = ANSWERS.get(about[0], True)
    if isinstance(answer, Exception):
        raise answer
    return answer


HELLO = declare("tests/hello", "Hello", is_wanted=is_wanted)
