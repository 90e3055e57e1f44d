"""Where the people of a site can reach whoever runs the crawl: part of the user agent, kept beside the archive."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from crawler import settings as table
from crawler.errors import ArchiveUnwritable, BadSetting, reason_of

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

SETTING = "ARCHIVE_CONTACT"
FILE = "settings.toml"
"""In the archive: the answer is that of whoever runs it, and goes where it goes."""
CONTACT = re.compile(r"(?:https?://[^\s()<>\"\\]{3,180}|[^\s()<>\"\\@]{1,60}@[^\s()<>\"\\@]{1,120})", re.ASCII)


def checked_contact(text: str) -> str:
    """Return *text* when it is a mail address or the address of a page. Raises `BadSetting`."""
    if not CONTACT.fullmatch(text) or not text.isascii() or not text.isprintable():
        raise BadSetting(SETTING, f"{text[:80]!r} is neither a mail address nor one that begins with https://")
    return text


def contact_of(settings: BaseSettings) -> str | None:
    """Return the contact that is set, else the one that was given for this archive; empty: a person gave none.

    None: nobody was asked yet. Raises `BadSetting`.
    """
    given = str(settings.get(SETTING) or "").strip()
    return checked_contact(given) if given else stored_contact(Path(settings["ARCHIVE"]).expanduser())


def stored_contact(folder: Path) -> str | None:
    """Return what the file in the archive *folder* says; None when there is none. Raises `BadSetting`."""
    path = folder / FILE
    try:
        stored = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as err:
        raise BadSetting(str(path), f"cannot be read: {' '.join(str(err).split())}") from err
    unknown = sorted(stored.keys() - {"contact"})
    contact = stored.get("contact", "")
    if unknown or not isinstance(contact, str):
        raise BadSetting(str(path), f'{unknown[0] if unknown else "contact"}: the file holds contact = "…" alone')
    return checked_contact(contact) if contact else ""


def store_contact(folder: Path, contact: str) -> None:
    """Keep *contact*, which may be empty, for the crawls to come. Raises `ArchiveUnwritable`."""
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(
            "# Who the people of a site can write to about the crawls of this archive: part of the user agent.\n"
            f'contact = "{contact}"\n',
            "utf-8",
        )
    except OSError as err:
        raise ArchiveUnwritable(path, reason_of(err)) from err


def has_own_agent(settings: BaseSettings) -> bool:
    """Return whether a person has chosen another user agent than ours."""
    return bool(settings["USER_AGENT"] != table.USER_AGENT)


def name_contact(settings: BaseSettings) -> None:
    """Put the contact into the user agent, unless a person has chosen one. Raises `BadSetting`."""
    if has_own_agent(settings):
        return
    contact = contact_of(settings)
    if contact:
        name = table.USER_AGENT.partition(" ")[0]
        settings.set("USER_AGENT", f"{name} (+{contact})", settings.getpriority("USER_AGENT") or 0)
