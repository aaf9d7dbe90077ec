"""Texts that take long to read where a reader's time grows faster than their length."""

PATTERNS = {
    "marks": "\u0301",
    "marks_out_of_order": "\u0301\u0316",
    "marks_that_are_two": "\u0f73",
    "marks_of_half_width": "\uff9e\u0316",
    "letters_with_marks": "a\u0301\u0316\u0301\u0316\u0301",
    "joiners": "\u200d",
    "brackets": "[",
    "ends_of_links": "](",
    "links": "[a](b",
    "stars": "*",
    "emphasis": "**a_",
    "angles": "<",
    "ends_of_tags": "</",
    "entities": "&#",
    "backslashes": "\\",
    "mails": "a@a.",
    "addresses": "http://a.fr/(",
    "items": "- a\n",
    "breaks": "a  \n",
    "blanks": " ",
    "hard_blanks": "\u00a0",
    "lines": "\r\n",
    "long_word": "a",
    "pairs": "1:1",
}
KINDS = [*PATTERNS, "nested_lists"]
#: What only a reader of markup could stumble over.
MARKUP = {
    "quotes": ">",
    "bullets": "- ",
    "bullets_in_bullets": "- - ",
    "numbers": "1. ",
    "parentheses": "(",
    "ends_of_words": "a_",
    "beginnings_of_words": "_a ",
    "hosts": "www.",
    "ends_of_mails": "a@",
    "pictures": "![",
    "references": "[a][",
    "links_in_angles": "[x](<",
    "ampersands": "&",
    "escaped": "&lt;",
    "line_ends": "\n",
    "blank_lines": " \n",
    "tabs": "\t",
    "two_emphases": "*_",
    "strong": "**x",
    "strong_and_emphasis": "**a *b ",
    "schemes": "a:",
    "code": "`",
}


def text(kind, length):
    """A text of this kind and length, between words that any form takes."""
    if kind == "nested_lists":
        lines, size = [], 0
        while size < length:
            lines.append("  " * len(lines) + "- x")
            size += len(lines[-1]) + 1
        body = "\n".join(lines)
    else:
        pattern = PATTERNS.get(kind) or MARKUP[kind]
        body = pattern * (length // len(pattern) + 1)
    before, after = "Un texte ", " de quelques mots."
    return before + body[: max(length - len(before) - len(after), 0)] + after
