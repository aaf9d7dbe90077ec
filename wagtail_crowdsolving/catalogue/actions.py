"""The doors through which a project's path is written."""


def record_stage(*, page, stage, reached_on, by, precision="month", conclusion="", note=""):
    """Write (or correct) the day on which a project reached a stage. Raises ``NotAllowed``, ``ValidationError``."""


def remove_stage(*, entry, by):
    """Take a stage that was recorded by mistake out of a project's path."""
