"""Challenges, contributions, selection and a catalogue of projects for Wagtail sites."""

__version__ = "0.1.0"
