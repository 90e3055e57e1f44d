"""The routes of replay, to be mounted in an application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.convertors import Convertor, register_url_convertor
from starlette.routing import Route

from crawler.replay.cdx.server import CdxServer
from crawler.replay.memento.timemap import TimeMaps
from crawler.replay.source import Source
from crawler.replay.view import View

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from crawler.archive.places import WarcFiles
    from crawler.index import Index


class _Anything(Convertor[str]):
    """All that follows, line breaks too: addresses may have them percent-encoded."""

    regex = r"(?s:.*)"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("anything", _Anything())


def replay_routes(index: Index, files: WarcFiles) -> list[BaseRoute]:
    """Return the routes that show what is in *index*, whose WARC files are in *files*.

    All of them begin with ``/web/``, ``/wayback/``, ``/cdx/`` or ``/coll``. They must stand at the root of their host.
    *index* stays the caller's to close.
    """
    view, maps, cdx = View(Source(index, files)), TimeMaps(index), CdxServer(index)
    answered = {
        "/web/timemap/link/{rest:anything}": maps.link,
        "/web/timemap/json/{rest:anything}": maps.json,
        "/web/record/{rest:anything}": view.record,
        "/web/{rest:anything}": view.web,
        "/wayback/available": maps.available,
        "/cdx/search/cdx": cdx.wayback,
        "/coll/cdx": cdx.pywb,
        "/coll-index": cdx.pywb,
        "/collinfo.json": cdx.collections,
    }
    return [Route(path, endpoint, methods=["GET"]) for path, endpoint in answered.items()]
