"""Archived pages made harmless, their links leading into the archive: HTML, CSS and SVG. Pure; nothing is looked up."""

from crawler.replay.rewrite.css import rewrite_css
from crawler.replay.rewrite.html import Rewritten, rewrite_html
from crawler.replay.rewrite.links import Links
from crawler.replay.rewrite.svg import rewrite_svg

__all__ = ["Links", "Rewritten", "rewrite_css", "rewrite_html", "rewrite_svg"]
