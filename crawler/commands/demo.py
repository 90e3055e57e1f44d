"""The main job on the newspaper that ships with the program: serve it on loopback, archive it, show what came of it."""

from __future__ import annotations

import signal
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import BaseRunSpiderCommand
from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES

from crawler.commands.exit_codes import Exit, told_in_one_line
from crawler.commands.given import check_feeds
from crawler.commands.summary import exit_code, stat
from crawler.config import ArchiveConfig
from crawler.errors import CannotListen

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from scrapy.crawler import Crawler

PORT = 8090
CMDLINE = SETTINGS_PRIORITIES["cmdline"]

DEMO_SETTINGS = {
    "ARCHIVE": "demo-archive",
    "LOG_LEVEL": "ERROR",
    # The newspaper is ours and on this machine: no proxy leads there, and nobody is disturbed by haste.
    "HTTPPROXY_ENABLED": False,
    "DOWNLOAD_DELAY": 0,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
}


class Command(BaseRunSpiderCommand):
    def short_desc(self) -> str:
        return "Serve a small newspaper on this machine, archive it and show what was kept"

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--serve", action="store_true", help="archive nothing; only serve the newspaper, until Ctrl-C"
        )
        parser.add_argument(
            "--port",
            type=int,
            default=PORT,
            help="serve it at this port; 0 takes one that is free (default: %(default)s)",
        )

    def process_options(self, args: list[str], opts: Namespace) -> None:
        """Settings of the demo win over the project's; what is given with -s wins over both."""
        assert self.settings is not None
        self.settings.setdict(DEMO_SETTINGS, priority=CMDLINE - 1)
        super().process_options(args, opts)

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:
        if args:
            raise UsageError("demo takes no arguments; where to put the archive: -s ARCHIVE=FOLDER")
        if opts.serve:
            self.exitcode = serve(opts.port)
            return
        from crawler.archive import prepare_folder

        assert self.crawler_process is not None
        assert self.settings is not None
        config = ArchiveConfig.from_settings(self.settings)
        check_feeds(self.settings)
        prepare_folder(config)
        started = time.monotonic()
        crawler = self.crawl_newspaper(opts.spargs)
        self.exitcode = Exit.FAILED if self.crawler_process.bootstrap_failed else exit_code(crawler)
        show(crawler, config, time.monotonic() - started)

    def crawl_newspaper(self, arguments: dict[str, Any]) -> Crawler:
        from crawler.demo.newspaper import newspaper
        from crawler.demo.server import NewsServer

        assert self.crawler_process is not None
        with NewsServer() as server:
            server.routes = newspaper(server.base_url)
            crawler = self._create_crawler("demo")
            self.crawler_process.crawl(crawler, seeds=server.base_url + "/", **arguments)
            self.crawler_process.start()
        return crawler


def serve(port: int) -> Exit:
    """Serve the newspaper at *port* until Ctrl-C, or SIGTERM."""
    from crawler.demo.newspaper import NAME, newspaper
    from crawler.demo.server import NewsServer

    try:
        server = NewsServer(port=port)
    except (OSError, OverflowError) as err:
        raise CannotListen("127.0.0.1", port, err) from err
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with server:
        server.routes = newspaper(server.base_url)
        print(f"{NAME} is served at {server.base_url}/ until Ctrl-C", flush=True)
        ended.wait()
    return Exit.OK


def show(crawler: Crawler, config: ArchiveConfig, took_s: float) -> None:
    """Print what this crawl has archived, where it is, and what to type next."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"The demo newspaper, archived in {took_s:.1f} s", show_header=False, title_justify="left")
    table.add_column(justify="right", style="bold")
    table.add_column()
    rows = [
        (stat(crawler, "archive/page/seen"), "pages"),
        (stat(crawler, "archive/records"), "records"),
        (stat(crawler, "archive/article/kept"), "articles"),
        (stat(crawler, "archive/article/photos_with_caption"), "photos with captions"),
        (stat(crawler, "archive/article/mirror_claims"), "mirror addresses"),
    ]
    for number, what in rows:
        table.add_row(str(number), what)
    console = Console(soft_wrap=True, highlight=False)
    console.print(table)
    files = stat(crawler, "archive/warc_files", [])
    console.print(f"WARC   {', '.join(files)}\nindex  {config.index_address}\n", markup=False)
    console.print("[bold]Next:[/bold]")
    for line in next_commands(config.folder, files):
        console.print(f"  {line}", markup=False)


def next_commands(folder: Path, files: list[str]) -> list[str]:
    """Return the commands to type next."""
    where = "" if folder == Path("archive") else f" -s ARCHIVE={folder}"
    return [
        # A page may be a revisit of what another file of the archive holds.
        f"microfiche read {files[0] if files else folder / 'warc'}{where}",
        f"microfiche verify{where}",
        f"microfiche serve{where}",
        "microfiche crawl news -a seeds=https://example.org/ -a limit=20",
    ]
