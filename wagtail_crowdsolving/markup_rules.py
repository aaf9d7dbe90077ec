"""Where the small markup differs from Markdown: rules of its parser (``text.to_html``)."""

import re

from markdown_it.rules_block import list_block
from markdown_it.rules_inline.state_inline import Delimiter


def list_from_one(state, start_line, end_line, silent):
    """Numbered lists begin at 1: "2020. A year" is a sentence, and keeps its number."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    number = re.compile(r"\d+").match(state.src, start, state.eMarks[start_line])
    goes_on = silent and state.sCount[start_line] < state.blkIndent  # asked by a list's own item
    if number and number[0] != "1" and not goes_on:
        return False
    return list_block(state, start_line, end_line, silent)


def emphasis(state, silent):
    """No emphasis begins or ends with one star inside a word: "habitant*es" keeps it.

    As Markdown has it for underscores (CommonMark 0.31, 6.2); two stars may stand within a word. More than
    three in a row are a line that somebody has drawn.
    """
    marker = state.src[state.pos]
    if silent or marker not in "_*":
        return False
    pair = state.src.startswith("**", state.pos)
    scanned = state.scanDelims(state.pos, pair)
    if scanned.length > 3:
        state.pending += marker * scanned.length
        state.pos += scanned.length
        return True
    for _number in range(scanned.length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(
                marker=ord(marker),
                length=scanned.length,
                token=len(state.tokens) - 1,
                end=-1,
                open=scanned.can_open,
                close=scanned.can_close,
            )
        )
    state.pos += scanned.length
    return True
