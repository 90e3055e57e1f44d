"""How docs/ becomes a site: `./dev site` calls Sphinx with this file (docs/decisions/0024-site.md)."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]  # the extension beside this file; the program it tells about

from crawler import __version__  # noqa: E402  # found by the line above

project = "Microfiche"
author = "The Microfiche authors"
version = release = __version__

extensions = ["myst_parser", "navigation"]
exclude_patterns = ["site"]
# Anchors as forges make them, so that a link works in the plain files and on the site.
myst_heading_anchors = 4
nitpicky = True

html_theme = "furo"
html_title = "Microfiche"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_favicon = "static/mark.svg"
html_logo = "static/mark.svg"
html_show_sphinx = False
html_use_index = False
html_copy_source = False
html_show_copyright = False
html_theme_options = {
    # The colours of the reading room (crawler/web/static/room.css). Fonts are the reader's own: nothing is fetched.
    "light_css_variables": {
        "color-brand-primary": "#1d4f3f",
        "color-brand-content": "#1b5a46",
        "color-background-primary": "#fffdf8",
        "color-background-secondary": "#fbf8f1",
    },
    "dark_css_variables": {
        "color-brand-primary": "#9ccdb4",
        "color-brand-content": "#a3d3bb",
        "color-background-primary": "#16150f",
        "color-background-secondary": "#1d1b15",
    },
}
