"""Table of contents of the rooms' registrations in the Wagtail admin."""

from wagtail_crowdsolving.notifications import admin as _notifications  # noqa: F401
