"""Which words of a text became which of another: for people who read what was changed."""

import difflib
import os
from collections import Counter

#: Pairs of equal words up to which two texts are compared word by word.
MOST_ALIKE = 40_000


def differences(old, new):
    """As ``difflib`` tells the differences of two lists of words: ``(kind, i, j, k, m)``.

    But where too many words are alike, which takes it minutes, what lies between the first and the
    last difference is one. Pieces may be empty.
    """
    start = len(os.path.commonprefix([old, new]))
    end = len(os.path.commonprefix([old[start:][::-1], new[start:][::-1]]))
    between = [words[start : len(words) - end] for words in (old, new)]
    times = Counter(word for word in between[1] if not word.isspace())
    yield "equal", 0, start, 0, start
    if sum(times[word] for word in between[0]) > MOST_ALIKE:
        yield "replace", start, len(old) - end, start, len(new) - end
    else:
        matcher = difflib.SequenceMatcher(str.isspace, *between, autojunk=False)
        for kind, *bounds in matcher.get_opcodes():
            yield kind, *(bound + start for bound in bounds)
    yield "equal", len(old) - end, len(old), len(new) - end, len(new)
