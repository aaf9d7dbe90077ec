"""What a list of challenges needs before it can receive any."""

from wagtail_crowdsolving import role_rights

#: Who may do what with the pages under a list. Nobody may publish a challenge: its publication is the
#: last step of the workflow.
ROLES = {"coordination": ["add", "change"]}


def ensure_rights(index):
    """Give each role its rights on a list of challenges. Returns what was new: ``[(group, action)]``."""
    return role_rights.give(index, ROLES)
