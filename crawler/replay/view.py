"""What is answered at ``/web/…``."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from starlette.responses import RedirectResponse, Response

from crawler.errors import ArchiveError, BadRecord, StoreFailed
from crawler.replay.address import OF_A_PERSON, PREFIX, Asked, BadReplayAddress, parse, replay_path
from crawler.replay.answers import exact, led_elsewhere
from crawler.replay.headers import links
from crawler.replay.kinds import Kind, kind_of
from crawler.replay.own.framed import framed, record_bytes, record_page, versions
from crawler.replay.own.page import page
from crawler.replay.own.suggestions import near
from crawler.replay.shown import shown, start_of
from crawler.replay.timestamps import from_http_date, timestamp
from crawler.replay.visit import Visit

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request

    from crawler.replay.source import Loaded, Source


logger = logging.getLogger(__name__)


class View:
    """Answers requests; each in a thread, since files and the index are waited for."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def web(self, request: Request) -> Response:
        visit = Visit.of(request, PREFIX)
        try:
            return self._answer(parse(visit.rest), visit)
        except BadReplayAddress as err:
            return page(
                "trouble.html", visit.own, status=400, title="Not an address of replay", lines=[str(err)], near=[]
            )
        except BadRecord as err:
            logger.warning("cannot be shown: %s", err)
            return _broken(err, visit)
        except StoreFailed as err:
            logger.error("cannot be shown: %s", err)
            return _out_of_reach(err, visit)
        except ArchiveError as err:
            logger.error("the index cannot answer: %s", err)
            lines = ["The index cannot answer just now.", "`microfiche doctor` tells what is wrong."]
            return page("trouble.html", visit.own, status=503, title="The archive cannot be read", lines=lines, near=[])

    def record(self, request: Request) -> Response:
        """Show one record, or give its bytes as they stand in the WARC file."""
        visit = Visit.of(request, "/web/record/")
        name, _, part = unquote(visit.rest.partition("?")[0]).partition("/")
        row = self._source.index.record(name)
        if row is None and self._source.index.redactions.hides(name):
            return _withheld(name[:200], visit)
        if row is None or part not in {"", "bytes"}:
            return page("trouble.html", visit.own, status=404, title="No such record", lines=[name[:200]], near=[])
        try:
            return record_bytes(self._source, row, visit) if part else record_page(self._source, row, visit)
        except BadRecord as err:
            return _broken(err, visit)
        except StoreFailed as err:
            return _out_of_reach(err, visit)

    def _answer(self, asked: Asked, visit: Visit) -> Response:
        if asked.at is None and visit.accept_datetime is not None and not asked.stamp:
            asked = replace(asked, at=_moment(visit.accept_datetime))
        if asked.stamp == "*":
            return versions(self._source, asked.url, visit) or self._missing(asked, visit)
        loaded = self._source.open(asked.url, asked.nearest_to)
        if loaded is None:
            return self._missing(asked, visit)
        if asked.modifier in OF_A_PERSON and asked.stamp != timestamp(loaded.row.captured_at) and self._hides(asked):
            # Who names the very moment is not led to another one in silence.
            return _withheld(asked.url, visit)
        found = timestamp(loaded.row.captured_at)
        if asked.modifier in OF_A_PERSON and asked.stamp != found:
            gate = {"Link": links(asked.url), "Vary": "accept-datetime"} if not asked.stamp else {}
            return RedirectResponse(replay_path(asked.url, found, asked.modifier), 302, headers=gate)
        return self._found(loaded, asked, visit)

    def _found(self, loaded: Loaded, asked: Asked, visit: Visit) -> Response:
        # With nothing else of these addresses in the archive, a browser would be led round and round.
        leads_back = self._source.leads_round(loaded)
        if loaded.location is not None and (asked.modifier == "id_" or not leads_back):
            return led_elsewhere(loaded, asked, visit)
        if asked.modifier == "id_":
            return exact(loaded, asked, visit)
        if not asked.modifier:
            kind = kind_of(loaded, "", start_of(loaded))
            if leads_back or kind in {Kind.PAGE, Kind.DRAWING}:
                return framed(self._source, loaded, asked, visit, kind)
        return shown(self._source.index, loaded, asked, visit)

    def _hides(self, asked: Asked) -> bool:
        """Return whether the capture of the very moment that is asked for is redacted."""
        held = self._source.index.redactions.of_address(asked.url) if asked.stamp.isdigit() else []
        return any(each.captured_at is not None and timestamp(each.captured_at) == asked.stamp for each in held)

    def _missing(self, asked: Asked, visit: Visit) -> Response:
        if self._source.index.redactions.of_address(asked.url):
            return _withheld(asked.url, visit)
        return page(
            "trouble.html",
            visit.own,
            status=404,
            title="Not in the archive",
            lines=[asked.url],
            near=near(self._source.index, asked.url),
        )


def _moment(accept_datetime: str) -> datetime:
    try:
        return from_http_date(accept_datetime)
    except ValueError as err:
        raise BadReplayAddress(f"Accept-Datetime is not like Wed, 01 May 2024 10:30:00 GMT: {err}") from err


def _withheld(what: str, visit: Visit) -> Response:
    lines = [what, "This was archived, and is withheld. Why is known to those who keep the archive."]
    return page("trouble.html", visit.own, status=451, title="Withheld", lines=lines, near=[])


def _broken(err: BadRecord, visit: Visit) -> Response:
    lines = [
        "The index knows this capture, but its record cannot be read.",
        str(err),
        "`microfiche verify` lists what is wrong with the archive; a file that was moved away can simply be put back.",
    ]
    return page("trouble.html", visit.own, status=503, title="The record cannot be read", lines=lines, near=[])


def _out_of_reach(err: StoreFailed, visit: Visit) -> Response:
    lines = [
        "The index knows this capture, but the store with its WARC file cannot be reached just now.",
        err.why,
        "Nothing is lost by that. Try again in a minute.",
    ]
    return page("trouble.html", visit.own, status=503, title="The store cannot be reached", lines=lines, near=[])
