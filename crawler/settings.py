"""The one table of wiring: settings of Scrapy and of the archive, with components named by dotted path.

Every ARCHIVE_ setting is documented in docs/settings.md. `-s NAME=VALUE` on the command line wins over this file.
"""

from __future__ import annotations

import os

BOT_NAME = "microfiche"
SPIDER_MODULES = ["spiders"]
SPIDER_LOADER_CLASS = "spiders.loader.OutletSpiderLoader"
NEWSPIDER_MODULE = "spiders.sites"
COMMANDS_MODULE = "crawler.commands"
ADDONS = {"crawler.fetch.addon.ArchiveAddon": 300}

# The steps of reading, in order. An earlier step may claim text that a later one must then leave alone.
ITEM_PIPELINES = {
    "pipelines.metadata.MetadataPipeline": 100,
    "pipelines.mirrors.MirrorsPipeline": 200,
    "pipelines.captions.CaptionsPipeline": 300,
    "pipelines.body.BodyPipeline": 400,
    "pipelines.requisites.RequisitesPipeline": 800,
    "pipelines.copies.CopiesPipeline": 850,
    "pipelines.store.StorePipeline": 900,
}

ARCHIVE = os.environ.get("MICROFICHE_ARCHIVE") or "archive"
ARCHIVE_INDEX = ""
JOB = ""
ARCHIVE_OPERATOR = ""
ARCHIVE_VANTAGE = ""
ARCHIVE_WARC_MAX_BYTES = 1 << 30
ARCHIVE_WARC_MAX_AGE_S = 86_400
ARCHIVE_GROUP_BYTES = 16 << 20
ARCHIVE_GROUP_SECONDS = 1.0
ARCHIVE_DEDUP = True
ARCHIVE_REVISIT_MIN_BYTES = 256
ARCHIVE_MIN_FREE = "2GiB,5%"
ARCHIVE_DISK_WAIT_S = 600.0
ARCHIVE_LONGEST_CRAWL_DELAY_S = 30.0
ARCHIVE_FAILOVER = True
ARCHIVE_FAILOVER_AFTER = 3
ARCHIVE_FAILOVER_REST_S = 600.0
ARCHIVE_SOCKS_PROXY = ""
ARCHIVE_PROGRESS = True
ARCHIVE_ALLOWED_NETWORKS = ""
ARCHIVE_DECODED_MAX_BYTES = 64 << 20
ARCHIVE_REQUISITES = "page"
ARCHIVE_REQUISITE_MAX_BYTES = 32 << 20

EXTENSIONS = {
    "crawler.fetch.polite.pace.PaceExtension": 200,
    "crawler.fetch.terminal.progress.ProgressExtension": 900,
}

# A polite guest: robots.txt, a crawler that says what it is, one request a second and server.
USER_AGENT = "microfiche/0.1 (news archive)"
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 1.0
CONCURRENT_REQUESTS_PER_DOMAIN = 2
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 256 << 20
DOWNLOAD_WARNSIZE = 0
RETRY_TIMES = 2
# Who asked for a page says in one line that it was not fetched; the middleware need not say so too.
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"
# A page that sends its reader on is a page all the same: it is read, and where it points is one of its links.
METAREFRESH_ENABLED = False
DEPTH_STATS_VERBOSE = False

FEED_EXPORT_ENCODING = "utf-8"
# A crawl says what went wrong, and at its end what it came to; -L INFO says more.
LOG_LEVEL = "WARNING"
LOG_VERSIONS: list[str] = []
LOGSTATS_INTERVAL = 60.0
