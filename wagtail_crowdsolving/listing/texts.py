"""Texts as a list searches and tells them."""

import unicodedata


def drop_control_characters(text):
    """Text that XML and a search engine accept."""
    return "".join(
        " " if unicodedata.category(char) in ("Cc", "Cs") or char in "\ufffe\uffff" else char
        for char in text
    )
