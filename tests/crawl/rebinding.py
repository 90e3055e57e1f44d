"""A name server in the hands of an attacker: public at the first question, this machine at every later one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.abstract import isIPAddress
from twisted.internet.defer import succeed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twisted.internet.defer import Deferred

PUBLIC = "1.1.1.1"


class RebindingResolver(CachingThreadedResolver):
    _asked: frozenset[str] = frozenset()

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802  # Twisted's
        if name in self._asked or isIPAddress(name):
            return succeed("127.0.0.1")
        self._asked |= {name}
        return succeed(PUBLIC)
