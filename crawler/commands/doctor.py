"""What is installed where, what is configured, and what is wrong."""

from __future__ import annotations

import importlib
import platform
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from crawler.commands.exit_codes import Exit, told_in_one_line
from crawler.config import ArchiveConfig
from crawler.counting import counted
from crawler.errors import ArchiveError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from scrapy.settings import BaseSettings

LIBRARIES = ("scrapy", "twisted", "warcio", "lxml", "sqlalchemy", "isal")
OURS = ("crawler", "spiders", "pipelines")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    what: str
    text: str
    wrong: bool = False
    doubtful: bool = False
    """Nothing is wrong, but somebody should think about it."""

    @property
    def mark(self) -> str:
        return "WRONG" if self.wrong else "warn" if self.doubtful else "ok"


class Command(ScrapyCommand):
    requires_crawler_process = False

    def short_desc(self) -> str:
        return "Say what is installed where, what is configured, and what is wrong"

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:  # noqa: ARG002  # Scrapy's signature
        assert self.settings is not None
        findings = [*installed(), *configured(self.settings)]
        width = max(len(finding.what) for finding in findings)
        for finding in findings:
            print(f"{finding.mark:<5}  {finding.what:<{width}}  {finding.text}")
        wrong = sum(finding.wrong for finding in findings)
        print(f"{counted(wrong, 'thing is', 'things are')} wrong." if wrong else "Nothing is wrong.")
        self.exitcode = Exit.FAILED if wrong else Exit.OK


def installed() -> Iterator[Finding]:
    """Yield what runs: Python, the program, its libraries, and where its packages come from."""
    from crawler.fetch.wire import check_hooks

    yield Finding("python", f"{platform.python_version()} ({sys.executable})", wrong=sys.version_info < (3, 11))
    for name in ("microfiche", *LIBRARIES):
        try:
            yield Finding(name, version(name))
        except PackageNotFoundError:
            yield Finding(name, "not installed", wrong=name != "microfiche")
    homes = {name: Path(importlib.import_module(name).__file__ or "").parent.parent for name in OURS}
    for name, home in homes.items():
        yield Finding(name, str(home / name))
    if len(set(homes.values())) > 1:
        yield Finding(
            "packages", "they come from different places; install the checkout with `pip install -e .`", wrong=True
        )
    try:
        check_hooks()
        yield Finding("wire capture", "the hooks in Scrapy and Twisted are there")
    except ArchiveError as err:
        yield Finding("wire capture", str(err), wrong=True)


def configured(settings: BaseSettings) -> Iterator[Finding]:
    """Yield what is set: the archive, its index, free space, and how the crawler names itself."""
    from crawler.archive import check_folder
    from crawler.archive.places.upload import check_store

    config = ArchiveConfig.from_settings(settings)
    yield from (Finding(what, text, wrong=wrong) for what, text, wrong in check_folder(config))
    yield from (Finding("store", text, wrong=wrong) for text, wrong in check_store(config))
    existing = next((path for path in (config.folder, *config.folder.absolute().parents) if path.exists()), Path("/"))
    disk = shutil.disk_usage(existing)
    yield Finding("free space", f"{disk.free / (1 << 30):.1f} GiB", wrong=disk.free < config.min_free.of(disk.total))
    yield _agent(settings)
    yield Finding("robots.txt", "obeyed" if settings.getbool("ROBOTSTXT_OBEY") else "NOT obeyed")


def _agent(settings: BaseSettings) -> Finding:
    from crawler.fetch.polite.contact import contact_of, name_contact

    # A copy: the add-on does the same when a crawl begins.
    settings = settings.copy()
    try:
        name_contact(settings)
        contact_of(settings)
    except ArchiveError as err:
        return Finding("user agent", str(err), wrong=True)
    agent = settings["USER_AGENT"]
    if "http" in agent or "@" in agent:
        return Finding("user agent", agent)
    hint = "sites cannot reach you: set ARCHIVE_CONTACT to a mail address or a page"
    return Finding("user agent", f"{agent}; {hint}", doubtful=True)
