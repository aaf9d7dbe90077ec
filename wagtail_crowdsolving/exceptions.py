"""What a door may answer instead of doing what it was asked."""

from django.core.exceptions import PermissionDenied


class NotAllowed(PermissionDenied):
    """The rule says no. Django turns it into a 403."""


class Conflict(Exception):
    """The object is no longer in a state that allows this: somebody was faster.

    ``str(error)`` is a translated sentence that can be shown to the person.
    """


class Busy(Exception):
    """More came than a limit allows: to be tried again in ``seconds``.

    ``str(error)`` is a translated sentence that can be shown to the person.
    """

    def __init__(self, seconds: int, sentence: str) -> None:
        super().__init__(sentence)
        self.seconds = seconds
