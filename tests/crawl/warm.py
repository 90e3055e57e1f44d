"""Imported once for all commands that tests run: what they would each import and read (crawl/command.py)."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module

from crawler import settings
from pipelines.mirrors.words.phrases import phrases

for package in ("crawler", "pipelines", "spiders"):
    for module in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
        if not module.name.startswith("crawler.index.migrations."):  # Alembic runs these files
            import_module(module.name)

phrases()  # tables that are read once in each process

# Settings come from the environment of the command, so they and who holds them are imported anew by each.
for name, loaded in list(sys.modules.items()):
    parent, _, child = name.rpartition(".")
    if name.startswith("crawler.") and any(value is settings for value in (loaded, *vars(loaded).values())):
        del sys.modules[name]
        delattr(sys.modules[parent], child)
