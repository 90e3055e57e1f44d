"""A spider of the outlet that the file named by the environment describes."""

from __future__ import annotations

import os
from pathlib import Path

from crawler.outlets import OutletBook, scope_of, seeds_of
from spiders.site import SiteSpider

ENTRY = OutletBook(None, Path(os.environ["OUTLETS_FILE"])).outlet("gazette")


class Gazette(SiteSpider):
    name = "gazette"
    entry = ENTRY
    outlet = ENTRY.name
    seeds = seeds_of(ENTRY)
    scope = scope_of(ENTRY)
