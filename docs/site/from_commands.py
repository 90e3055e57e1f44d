"""Tables made of what each command says of itself: its short description, its syntax, the help of its options."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from from_code import table
from scrapy.settings import Settings

import crawler.commands as package
from crawler import settings as module

if TYPE_CHECKING:
    from scrapy.commands import ScrapyCommand

PLACE = Path(package.__path__[0])


def names() -> list[str]:
    """Return the names of our own commands."""
    held = [path.stem for path in sorted(PLACE.glob("*.py"))]
    return [name for name in held if hasattr(importlib.import_module(f"crawler.commands.{name}"), "Command")]


def command(name: str) -> ScrapyCommand:
    """Return the command *name*, ready to tell of its options."""
    made: ScrapyCommand = importlib.import_module(f"crawler.commands.{name}").Command()
    made.settings = Settings()
    made.settings.setmodule(module, priority="project")
    return made


def overview(_about: str) -> str:
    """Return the table of all commands."""
    rows = [(f"[`{name}`](#microfiche-{name})", command(name).short_desc()) for name in names()]
    return table(("command", "does"), rows)


def options(name: str) -> str:
    """Return how to type the command *name*, and its own options. Raises `LookupError` for one without a help."""
    told = command(name)
    parser = argparse.ArgumentParser(conflict_handler="resolve")
    told.add_options(parser)
    # What every command of Scrapy has (-s, -L and others) is told once, by the page.
    own = [action for action in parser._optionals._group_actions if action.dest != "help"]  # noqa: SLF001  # argparse has no other way to list them
    if missing := [action.dest for action in own if not action.help]:
        raise LookupError(f"microfiche {name}: no help for {', '.join(missing)}")
    typed = f"    microfiche {name} {told.syntax() or ('[options]' if own else '')}".rstrip()
    rows = [(f"`{_spelled(action)}`", _help(parser, action)) for action in own]
    return f"{typed}\n\n{table(('option', 'does'), rows)}" if rows else typed


def _spelled(action: argparse.Action) -> str:
    value = ""
    if action.choices is not None:
        value = " " + ",".join(map(str, action.choices))
    elif action.nargs != 0:
        value = f" {action.metavar or action.dest.upper()}"
    return ", ".join(action.option_strings) + value


def _help(parser: argparse.ArgumentParser, action: argparse.Action) -> str:
    return parser._get_formatter()._expand_help(action)  # noqa: SLF001  # as argparse itself fills in defaults
