"""How a site leaves the package again: a copy that can be read without it, then nothing of it left."""
