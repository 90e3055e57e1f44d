"""The settings of a crawl of the fleet: the usual ones, and a User-Agent that no other crawl process has."""

from __future__ import annotations

import os
import time

from crawler.settings import *  # noqa: F403  # a settings module over another

USER_AGENT = f"microfiche/0.1 ({os.environ.get('FLEET_WORKER', '')}; {os.getpid()}; {time.monotonic_ns()})"
