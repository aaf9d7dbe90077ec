"""The app of ``docs/extending.md``: the weather where a challenge is at home."""
