"""The one table of wiring: settings of Scrapy and of the archive, with components named by dotted path.

`-s NAME=VALUE` on the command line wins over this file. The text under a setting, its unit first, is its line in
docs/settings.md (`./dev docs` writes it there).
"""

from __future__ import annotations

import os

BOT_NAME = "microfiche"
SPIDER_MODULES = ["spiders"]
SPIDER_LOADER_CLASS = "spiders.loader.OutletSpiderLoader"
NEWSPIDER_MODULE = "spiders.sites"
COMMANDS_MODULE = "crawler.commands"
TWISTED_DNS_RESOLVER = "crawler.fetch.resolver.BothFamiliesResolver"
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
"""folder: Where the archive is; made by the first crawl. A relative folder starts at the folder you are in. The
environment variable `MICROFICHE_ARCHIVE` changes the default.
"""
ARCHIVE_ENABLED = True
"""yes or no: `False`: nothing is archived. For a Scrapy project that uses the add-on and wants a dry run."""
ARCHIVE_INDEX = ""
"""address: The metadata index. Empty: the file `index.sqlite` in the archive. Otherwise an address as SQLAlchemy takes
it.
"""
JOB = ""
"""name: The crawl is a job that can be killed and goes on when it is started again
([how](commands.md#jobs-that-go-on)). Made of letters, digits, `.`, `_` and `-`. Not together with `JOBDIR` or a
`SCHEDULER` of your own.
"""
ARCHIVE_OPERATOR = ""
"""text: Who runs this archive; written into the first record of every WARC file. Empty: not written."""
ARCHIVE_VANTAGE = ""
"""text: From where this archive asks, in your own words, such as `DE home line`: an address that works from one place
is blocked from another. Written into the first record of every WARC file, and shown with the [history of
addresses](mirrors.md#history). Empty: not written.
"""
ARCHIVE_CONTACT = os.environ.get("MICROFICHE_CONTACT") or ""
"""mail or page: Where the people of a site can reach you: goes into the [user agent](politeness.md#who-we-are). Empty:
what was answered at the first crawl. The environment variable `MICROFICHE_CONTACT` changes the default.
"""
ARCHIVE_WARC_MAX_BYTES = 1 << 30
"""bytes: A WARC file is closed and the next one begun when it has reached this size."""
ARCHIVE_WARC_MAX_AGE_S = 86_400
"""seconds: A WARC file is closed and the next one begun at this age."""
ARCHIVE_GROUP_BYTES = 16 << 20
"""bytes: So many bytes of records are made durable together; smaller is safer in a power cut and slower."""
ARCHIVE_GROUP_SECONDS = 1.0
"""seconds: A record waits at most so long to be made durable."""
ARCHIVE_DEDUP = True
"""yes or no: An answer whose body is in the archive already, to the byte, is kept as a [revisit](formats.md#revisit):
its head, and where the body is. `False`: every answer is kept whole.
"""
ARCHIVE_REVISIT_MIN_BYTES = 256
"""bytes: Smaller bodies are always kept themselves: a revisit would take as much."""
ARCHIVE_MIN_FREE = "2GiB,5%"
"""size, share or both: So much of the disk with the archive must stay free. Below it [fetching
pauses](data-path.md#a-full-disk). `%` is a share of the disk; of two floors the smaller one counts; `0` is none.
Units: `KiB`, `MiB`, `GiB`, `TiB`, and `kB`, `MB`, `GB`, `TB`.
"""
ARCHIVE_DISK_WAIT_S = 600.0
"""seconds: When something cannot be written, it is tried again so long; then the crawl ends with exit code 4."""
ARCHIVE_LONGEST_CRAWL_DELAY_S = 30.0
"""seconds: A server's robots.txt may ask for a longer pause between requests, and gets it up to this; a longer one is
named in the log. A server that is slow or fails gets a pause up to this, too ([pace](politeness.md#pace)).
"""
ARCHIVE_LONGEST_RETRY_AFTER_S = 3600.0
"""seconds: A server that says [not now](politeness.md#not-now) is left alone for as long as it asks, up to this; a
longer time is named in the log.
"""
ARCHIVE_BUSY_TRIES = 4
"""tries: So many more tries after an answer that says not now (429, 503)."""
ARCHIVE_PACE_BY_ADDRESS = "outlet"
"""`outlet`, `all` or `none`: Whose hosts share one pace when they are [at one
address](politeness.md#what-one-server-is): those of one outlet, everybody's, or nobody's.
"""
ARCHIVE_OPT_OUTS = "record"
"""`record`, or words: What a page [opts out of](politeness.md#opt-outs) is always recorded. With words such as
`noarchive,noai,tdm` an answer that says one of them is not kept.
"""
ARCHIVE_TDMREP = False
"""yes or no: Each host of an outlet is asked for `/.well-known/tdmrep.json` before its first page; what that reserves
is recorded as `tdm` with each page.
"""
ARCHIVE_HOURS = ""
"""hours of the day: When anything is asked, such as `22:00-06:00 Europe/Berlin` ([hours](politeness.md#hours)). Empty:
as the outlet's entry says.
"""
ARCHIVE_OUTSIDE_HOURS = "wait"
"""`wait` or `end`: What a crawl does outside of its hours: waits for them, or ends with exit code 3."""
ARCHIVE_FAILOVER = True
"""yes or no: When an address of an outlet fails, its next confirmed address is asked ([fail-over](fail-over.md)).
Outlets without one are crawled as if it were off.
"""
ARCHIVE_FAILOVER_AFTER = 3
"""failures: A host that failed so often in a row rests: its pages are asked for at the next address at once."""
ARCHIVE_FAILOVER_REST_S = 600.0
"""seconds: So long it rests; then it is tried again."""
ARCHIVE_SOCKS_PROXY = ""
"""host and port: Such as `127.0.0.1:9050`: a SOCKS 5 proxy (Tor's) through which onion hosts are reached. Empty: they
are not asked. Other hosts never go through it.
"""
ARCHIVE_PROGRESS = True
"""yes or no: One line that says how the crawl goes, on a terminal; never in a pipe or a file."""
ARCHIVE_ALLOWED_NETWORKS = ""
"""networks: Private networks that links, redirects and lists may lead to, such as `10.0.0.0/8,fd00::/8`. Without it
only what a person names as a seed may be private ([hostile servers](hostile-servers.md#private-addresses)).
"""
ARCHIVE_DECODED_MAX_BYTES = 64 << 20
"""bytes: So much of a body is unpacked for reading; the archive keeps what came over the wire, whatever is in it."""
ARCHIVE_REQUISITES = "page"
"""`page`, `photos` or `none`: What is archived besides the pages: `photos`, the photos of articles; `page`, also the
style sheets, icons and fonts of an article's page, so that it can be shown as it was. Each address once in a crawl; at
the pace of its server and by its robots.txt.
"""
ARCHIVE_REQUISITE_MAX_BYTES = 32 << 20
"""bytes: A photo, style sheet or font that is larger is left out."""
ARCHIVE_ALARMS = True
"""yes or no: A crawl ends with a look for [alarms](coverage.md#alarms) of its outlet: lists that were archived are
parsed, which takes a moment where they are large.
"""
ARCHIVE_METRICS_FILE = ""
"""file: Where each crawl, `microfiche work` and `microfiche coverage` write [metrics](watching.md#metrics) for
Prometheus. Empty: nowhere.
"""
ARCHIVE_METRICS_PORT = ""
"""port: Where `microfiche work` answers for metrics and health, on the loopback only. Empty: nowhere."""
ARCHIVE_ALARM_URL = ""
"""address: A webhook that alarms are [sent to](watching.md#alarms-that-come-to-you). Empty: none."""
ARCHIVE_ALARM_COMMAND = ""
"""command line: A command that is [run with them](watching.md#alarms-that-come-to-you), without a shell. Empty:
none.
"""
ARCHIVE_ALARM_TRIES = 3
"""tries: So often each of the two is tried."""
ARCHIVE_ALARM_TIMEOUT_S = 10.0
"""seconds: Each try takes at most so long."""
ARCHIVE_LOG_FORMAT = "text"
"""`text` or `json`: `json`: crawls, workers and the reading room log [one JSON object a line](watching.md#logs)."""
ARCHIVE_INCREMENTAL = True
"""yes or no: Only what is new or due is fetched, and the archive answers for the rest ([incremental
crawls](incremental.md)). `False`: everything is fetched in every crawl.
"""
ARCHIVE_DUE_ARTICLES = "1h,6h,1d,3d,7d,30d"
"""times: Ages, rising, at which an article is fetched again; from the last on whenever its age has doubled. Units:
`s`, `m`, `h`, `d`, `w`.
"""
ARCHIVE_DUE_LISTS = "10m,6h"
"""two times: Feeds, sitemaps and start pages: the shortest and the longest time between two visits; how often they
change decides.
"""
ARCHIVE_DUE_PAGES = "1h,7d"
"""two times: The same for pages that show no article."""
ARCHIVE_DUE_REQUISITES = "1d,30d"
"""two times: The same for photos, style sheets, icons and fonts."""
ARCHIVE_DUE_GONE = "1d,30d"
"""two times: The same for addresses that were answered with 404 or 410."""
ARCHIVE_STORE = ""
"""address: Where closed WARC files are brought, such as `s3://bucket/news` ([how](object-storage.md)). Empty: they stay
where they were written.
"""
ARCHIVE_STORE_OPTIONS = os.environ.get("MICROFICHE_STORE_OPTIONS") or ""
"""JSON object: What the store's library must know besides, such as `{"endpoint_url": "https://s3.example"}`. The
environment variable `MICROFICHE_STORE_OPTIONS` changes the default, so that a password stands in no list of processes.
"""
ARCHIVE_STORE_KEEP_LOCAL = False
"""yes or no: Whether the local copy of a file stays when it is in the store."""
ARCHIVE_TOKEN = os.environ.get("MICROFICHE_TOKEN") or ""
"""text: What readers of the [reading room](reading-room.md#who-gets-in) must bring; 16 characters or more. The
environment variable `MICROFICHE_TOKEN` changes the default, so that it stands in no list of processes. Empty: none,
which is possible on this machine only.
"""

# A crawl over an archive instead of the web (docs/reread.md): which one, as it was when, whether articles are stored.
REPLAY = ""
"""folder: The crawl runs over the archive in this folder instead of the web
([how](reread.md#a-crawl-over-the-archive)); nothing is fetched.
"""
REPLAY_AT = ""
"""time: As the web was then, such as `2024-05-01` (its beginning, UTC), `2024-05-01T12:00:00Z` or 14 digits: of each
address the capture nearest to it. Empty: the newest.
"""
REPLAY_WRITE = False
"""yes or no: The articles of such a crawl are stored in that archive, each as [another reading](reread.md#storing-it)
where it says something else than what is stored.
"""

# A crawl listens on no port: Scrapy's two doors to a running one would run any code that is sent there.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

EXTENSIONS = {
    "crawler.fetch.terminal.progress.ProgressExtension": 900,
}

# A polite guest: robots.txt, a crawler that says what it is, one request a second and server.
USER_AGENT = "microfiche/0.1 (news archive)"
"""text: What we say we are; `ARCHIVE_CONTACT` says where you can be reached."""
ROBOTSTXT_OBEY = True
"""yes or no: `robots.txt` is fetched first, archived, and obeyed."""
DOWNLOAD_DELAY = 1.0
"""seconds: Between two requests to one server, at least ([pace](politeness.md#pace))."""
DOWNLOAD_DELAY_JITTER = 0.0
"""share: A promise is kept each time, not on the average."""
CONCURRENT_REQUESTS_PER_DOMAIN = 2
"""requests: Under way to one server at a time."""
DOWNLOAD_TIMEOUT = 60
"""seconds: Until an answer is given up; what came until then is kept and marked as cut short."""
DOWNLOAD_MAXSIZE = 256 << 20
"""bytes: A longer answer is cut there and marked."""
DOWNLOAD_WARNSIZE = 0
RETRY_TIMES = 2
"""tries: So many more after a failure; each try is an exchange of its own in the archive."""
# Who asked for a page says in one line that it was not fetched; the middleware need not say so too.
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"
METAREFRESH_ENABLED = False
"""yes or no: A page that sends its reader on is read, and where it points is one of its links."""
DEPTH_STATS_VERBOSE = False
COOKIES_ENABLED = False
"""yes or no: An archive wants no session of its own."""

FEED_EXPORT_ENCODING = "utf-8"
# A crawl says what went wrong, and at its end what it came to; -L INFO says more.
LOG_LEVEL = "WARNING"
"""level: What was lost or guessed; `-L INFO` tells each event of a crawl."""
LOG_VERSIONS: list[str] = []
LOGSTATS_INTERVAL = 60.0
