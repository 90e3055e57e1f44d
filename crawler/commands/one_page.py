"""What the commands for one page share: an address, a spider that can be used, and a failure as one line."""

from __future__ import annotations

import logging
import sys
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import UsageError
from scrapy.http import Request
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.spider import spidercls_for_request

from crawler.commands.crawl import check_arguments, spider_class
from crawler.commands.given import checked_address
from crawler.config import ArchiveConfig
from crawler.errors import ArchiveError, BadSetting, reason_of
from crawler.fetch.guard.refused import LoginRefused, Refused

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.commands import ScrapyCommand
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)


def one_address(args: list[str], *, of: str) -> str:
    """Return the only one of *args*, an address. Raises `UsageError`, and `BadSetting` of the command *of*."""
    if len(args) != 1:
        raise UsageError(f"give one address, such as: {of} https://example.org/")
    return checked_address(args[0], of=of)


def prepare(settings: BaseSettings) -> None:
    """Make the archive ready for what comes, as for a crawl. Raises `ArchiveError`."""
    from crawler.archive import open_for_reading, prepare_folder

    config = ArchiveConfig.from_settings(settings)
    if settings["REPLAY"]:
        open_for_reading(config).close()
    else:
        prepare_folder(config)


def named_spider(loader: Any, name: str, arguments: dict[str, Any]) -> type[Spider]:
    """Return the spider called *name*, which can be made of *arguments*. Raises `ArchiveError`."""
    kind = spider_class(loader, name)
    check_made(kind, arguments)
    return kind


def spider_of(loader: Any, url: str) -> type[Spider] | None:
    """Return the only spider whose site *url* is a page of; None where there is none, or more than one."""
    found: type[Spider] | None = spidercls_for_request(loader, Request(url), None)
    return found


def check_made(kind: type[Spider], arguments: dict[str, Any]) -> None:
    """Raise `ArchiveError` when no spider of this *kind* can be made of *arguments*."""
    try:
        check_arguments(kind, arguments)
    except ArchiveError:
        raise
    except Exception as err:  # the boundary to the code of a site
        logger.debug("The spider %s", kind.name, exc_info=True)
        raise BadSetting("--spider", f"{kind.name} cannot be made: {type(err).__name__}: {reason_of(err)}") from err


def tell_failed(command: ScrapyCommand, url: str, failure: Failure) -> None:
    """Write one line that says why nothing came from *url*, if the log does not."""
    assert command.settings is not None
    is_in_log = isinstance(failure.value, Refused | LoginRefused) and command.settings.getbool("LOG_ENABLED")
    if not is_in_log:
        answer = failure.value.response if isinstance(failure.value, HttpError) else None
        words = _words(failure) if answer is None else f"answered {answer.status}"
        sys.stderr.write(f"microfiche: {url}: {words}\n")


def tell_raised(url: str, failure: Failure) -> None:
    """Write one line that says what a spider raised at the page *url*, and where; the log has the rest at DEBUG."""
    logger.debug("%s", failure.getTraceback())
    frames = extract_tb(failure.tb)
    place = f" ({frames[-1].filename.rpartition('/')[2]} line {frames[-1].lineno})" if frames else ""
    sys.stderr.write(f"microfiche: {url}: the spider raised {_words(failure)}{place}\n")


def _words(failure: Failure) -> str:
    text = " ".join(failure.getErrorMessage().split())[:200]
    name = failure.type.__name__ if failure.type else ""
    return f"{name}: {text}" if text else name
