"""Wagtail's workflow, told to the proposer's timeline."""
