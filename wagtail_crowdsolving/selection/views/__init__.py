"""The committees' desk: the public side of the selection, in the site's own look."""
