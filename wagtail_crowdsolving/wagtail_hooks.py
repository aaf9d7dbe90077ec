"""Table of contents of the rooms' registrations in the Wagtail admin."""
