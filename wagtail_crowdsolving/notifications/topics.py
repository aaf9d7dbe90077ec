"""What a member can follow: each room registers its topics, a thing of which is known by its key.

::

    DISCUSSION = topics.register("discussion", things=discussions, can_read=can_read_discussion)

    follow(user=member, topic=DISCUSSION, key=page.pk, language="fr")
"""

from collections.abc import Callable
from typing import NamedTuple


class Thing(NamedTuple):
    """A thing that one follows, as a list of them shows it; ``unfollow_url`` takes a POST with ``undo``."""

    title: str
    url: str
    unfollow_url: str


class Topic(NamedTuple):
    """A sort of things: ``things(keys)`` is ``{key: Thing}`` of those that are there, in few queries;
    ``can_read(user, key)`` is asked before anything is told."""

    name: str
    things: Callable
    can_read: Callable


_registered: dict[str, Topic] = {}


def register(name, *, things, can_read):
    """A topic of this ``name``. Raises ``ValueError`` where there is one already."""
    if name in _registered:
        raise ValueError(f"There is a topic of this name already: {name!r}")
    _registered[name] = Topic(name, things, can_read)
    return _registered[name]


def topic_of(subscription):
    """The topic of a subscription; ``None`` where no room registers it any more."""
    return _registered.get(subscription.topic)
