"""Imported once for all commands that tests run: what they would each import and read (crawl/command.py)."""

from __future__ import annotations

import gc
import pkgutil
import sys
from importlib import import_module

from rooms.demo.edition import page_at
from scrapy.settings import default_settings
from scrapy.utils.misc import load_object

from crawler import settings
from crawler.demo.newspaper import EXPECTED
from crawler.outlets import OutletBook, shipped_file
from crawler.page import read
from pipelines.body import read_body
from pipelines.captions import read_captions
from pipelines.metadata import read_metadata
from pipelines.mirrors import read_mirrors

for package in ("crawler", "pipelines", "spiders"):
    for module in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
        if not module.name.startswith("crawler.index.migrations."):  # Alembic runs these files
            import_module(module.name)

# What Scrapy loads when it reads its settings, and when it looks for its commands.
for module in pkgutil.walk_packages(import_module("scrapy.commands").__path__, "scrapy.commands."):
    import_module(module.name)
for name, value in vars(default_settings).items():
    for path in [*value, *value.values()] if isinstance(value, dict) else [value]:
        if name.endswith(("_BASE", "_CLASS", "_FORMATTER")) and str(path).startswith("scrapy."):
            load_object(path)
for name in ("rich.progress", "scrapy.cmdline", "tldextract"):
    import_module(name)
assert "twisted.internet.reactor" not in sys.modules, "each command chooses its own"

# Tables of words and models are read once in each process, when a page asks for them: the newspaper asks for most of them.
for path in EXPECTED:
    read(page_at(path), (read_metadata, read_mirrors, read_captions, read_body))
OutletBook(shipped_file())

# Settings come from the environment of the command, so they and who holds them are imported anew by each.
for name, loaded in list(sys.modules.items()):
    parent, _, child = name.rpartition(".")
    if name.startswith("crawler.") and any(value is settings for value in (loaded, *vars(loaded).values())):
        del sys.modules[name]
        delattr(sys.modules[parent], child)

gc.freeze()
