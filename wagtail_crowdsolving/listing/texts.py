"""Titles and texts as a list sorts, searches and tells them."""

import unicodedata


def drop_control_characters(text):
    """Text that XML and a search engine accept."""
    return "".join(
        " " if unicodedata.category(char) in ("Cc", "Cs") or char in "\ufffe\uffff" else char
        for char in text
    )


def title_key(title):
    """What titles are sorted by: without case or accents, whatever the database's collation."""
    plain = unicodedata.normalize("NFKD", title)
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()
