"""Writes the pictures into a folder: all of them, or those that are named."""

import sys
from pathlib import Path

from demo.pictures import SUBJECTS, draw

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for slug in sys.argv[2:] or SUBJECTS:
        (folder / f"{slug}.png").write_bytes(draw(slug))
