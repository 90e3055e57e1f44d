"""The usual settings, with the index at the address that the test gives (`stores.databases.use`)."""

from __future__ import annotations

import os

from crawler.settings import *  # noqa: F403  # a settings module over another

ARCHIVE_INDEX = os.environ["INDEX_OF_THE_TEST"]
