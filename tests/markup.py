"""HTML as a browser reads it: where a tag breaks its lines says nothing."""

import re


def flat(html):
    """``html`` with one blank where it has blanks and ends of lines."""
    return re.sub(r"[ \n]+", " ", html)
