"""Sphinx: ``make docs``."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from wagtail_crowdsolving import __version__  # noqa: E402

project = "wagtail-crowdsolving"
author = "the wagtail-crowdsolving contributors"
project_copyright = f"2026, {author}"
version = release = __version__

extensions = ["myst_parser", "sphinx_wagtail_theme"]
myst_enable_extensions = ["colon_fence", "deflist", "attrs_inline"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]

html_theme = "sphinx_wagtail_theme"
html_theme_options = {
    "project_name": "wagtail-crowdsolving",
    "logo": "",
    "logo_alt": "",
    "github_url": "",
    "footer_links": "",
    "header_links": "",
}
html_show_sphinx = False
html_last_updated_fmt = None
