"""The package's settings: one dict, ``WAGTAIL_CROWDSOLVING``, every key with a default.

Read them as attributes: ``conf.THREADS_PER_PAGE``. An unknown name raises
``AttributeError``; an unknown key in the site's dict is named by a system check.
"""

from typing import Any

from django.conf import settings

DEFAULTS: dict[str, Any] = {
    # Background jobs: None chooses "django_q" where it is installed, else "immediate".
    "JOBS_ENGINE": None,
    # Mail
    "MAIL_FROM": None,  # None: DEFAULT_FROM_EMAIL
    "CONTACT_EMAIL": None,  # None: the address of the sender
    "MAIL_RETRY_SECONDS": [60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600],
    "MAIL_KEEP_DAYS": 90,
    # When mails to people who work leave, in the site's time zone: days by their number (Monday 1,
    # Sunday 7), from one full hour to another, and the public holidays: a country of the package
    # ``holidays`` ("FR", or one of its parts: "FR-57"), the path of a function of a day, or "": none
    "WORKING_DAYS": [1, 2, 3, 4, 5],
    "WORKING_HOURS": [8, 18],
    "HOLIDAYS": "FR",
    # Pages: drafts that nobody needs any more go after so many days; 0: never
    "REVISION_KEEP_DAYS": 730,
    # People
    "PUBLIC_NAME": "wagtail_crowdsolving.people.full_name",
    # The columns of the user model that hold a name, in the order in which people are sorted
    "NAME_FIELDS": ["last_name", "first_name"],
    # Lists
    "PAGE_SIZE": 12,
    "IMPORT_ROWS": 500,  # of a table that is sent, as XLSX or CSV
    "IMPORT_MAX_BYTES": 2 * 1024 * 1024,
    "EXPORT_ROWS": 20_000,  # of a list that is downloaded as a spreadsheet
    # The guides of the documentation: their address, with "{name}" for "guide-editeur" and the like
    "GUIDES_URL": "",
    # Proposals
    "PROPOSAL_DRAFTS_PER_MEMBER": 10,
    "PROPOSAL_DRAFT_KEEP_DAYS": 365,
    "ATTACHMENTS_PER_PROPOSAL": 3,  # 0: none
    # Contributions
    "CONTRIBUTION_MAX_LENGTH": 10000,
    "CONTRIBUTION_MAX_LEVEL": 3,
    "CONTRIBUTION_MIN_SECONDS": 3,
    "CONTRIBUTIONS_PER_HOUR": 20,
    "CONTRIBUTIONS_PER_HOUR_PER_ADDRESS": 60,
    "TRUSTED_PROXIES": 0,  # how many of the site's own stand between it and a visitor
    "CONTRIBUTION_DRAFT_KEEP_DAYS": 180,
    "ATTACHMENTS_PER_CONTRIBUTION": 3,  # 0: none
    "ATTACHMENT_MAX_BYTES": 5 * 1024 * 1024,
    "PICTURE_MAX_BYTES": 20 * 1024 * 1024,  # as a camera makes it; what is stored is much smaller
    "ATTACHMENT_PICTURE_SIDE": 1600,
    # Of forms that are not sent: beyond it, the oldest files go
    "KEPT_FILES_PER_MEMBER": 30,
    "KEPT_BYTES_PER_MEMBER": 50 * 1024 * 1024,
    "THREADS_PER_PAGE": 20,
    "REPLIES_SHOWN": 10,
    "REPLIES_PER_PAGE": 50,
    "MODERATION_SUMMARY_HOURS": 24,  # 0: no summary
    # Moderation and the law
    "CLAIM_MINUTES": 15,
    "TRUSTED_AUTHORS": False,
    "CHARTER_URL": "",  # the address, or the path on the site, of the charter of contributions
    "APPEAL_DAYS": 183,
    "NOTICE_KEEP_DAYS": 365,
    "NOTICES_PER_HOUR_PER_ADDRESS": 10,
    # Selection: days around a round's deadline on which members are reminded (negative: before)
    "REVIEW_REMINDER_DAYS": [-3, 1, 7],
    # Hours within which a reminder by hand, or an invitation by mail, is not sent again to the same person
    "ASK_AGAIN_HOURS": 24,
    # Invitations by mail: days that the link is valid, days that a row is kept once it is over, and how many
    # one person sends within an hour
    "INVITATION_DAYS": 14,
    "INVITATION_KEEP_DAYS": 90,
    "INVITATIONS_PER_HOUR": 30,
    # Days until the chair and the coordination are told again of a round in trouble; 0: once
    "ROUND_TROUBLE_DAYS": 7,
    # Where there are committees, only a workflow with one of them examines a challenge
    "COMMITTEES_DECIDE": True,
    # The groups that setup_crowdsolving makes, by role
    "GROUPS": {
        "coordination": "Coordination",
        "committee": "Comité de sélection",
        "board": "Conseil d’administration",
        "moderation": "Modération",
        "editors": "Rédaction",
    },
}


def site_settings() -> dict[str, Any]:
    """The dict as the site wrote it; empty where it wrote none."""
    found: dict[str, Any] = getattr(settings, "WAGTAIL_CROWDSOLVING", {})
    return found


def __getattr__(name: str) -> Any:
    if name not in DEFAULTS:
        raise AttributeError(f"WAGTAIL_CROWDSOLVING has no key {name!r}")
    value = site_settings().get(name, DEFAULTS[name])
    if isinstance(DEFAULTS[name], dict):
        return {**DEFAULTS[name], **value}
    if isinstance(DEFAULTS[name], list):
        return list(value)
    return value
