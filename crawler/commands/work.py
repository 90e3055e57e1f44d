"""Crawl what is scheduled, until told to stop."""

from __future__ import annotations

import logging
import os
import re
import signal
import socket
import sys
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES

from crawler.commands.exit_codes import Exit, told_in_one_line
from crawler.commands.hangup import end_in_order_at_hangup
from crawler.config import ArchiveConfig
from crawler.counting import counted
from crawler.errors import BadSetting
from crawler.fetch.terminal.json_lines import Speaker, begin_log

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterator

    from scrapy.settings import BaseSettings

    from crawler.schedule import Job

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
SLOTS = 4
MOST_SLOTS = 256


class Command(ScrapyCommand):
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Crawl what is scheduled, until told to stop"

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--slots", type=int, default=SLOTS, help=f"so many crawls at once (default: {SLOTS})")
        parser.add_argument(
            "--name",
            help=(
                "what this worker is called; two at once on a machine need different names (default: the "
                "name of the machine)"
            ),
        )
        parser.add_argument(
            "--metrics-port",
            metavar="PORT",
            help="answer /metrics and /health at this port of the loopback, instead of at ARCHIVE_METRICS_PORT",
        )
        parser.add_argument("--drain", action="store_true", help="end when nothing waits or runs any more")

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:
        if args:
            raise UsageError("work takes no arguments; what to crawl: microfiche schedule add OUTLET --every 15m")
        if not 1 <= opts.slots <= MOST_SLOTS:
            raise BadSetting("--slots", f"{opts.slots} is not from 1 to {MOST_SLOTS}")
        name = opts.name or re.sub(r"[^A-Za-z0-9._-]+", "-", socket.gethostname()).strip("-.") or "worker"
        if not NAME.fullmatch(name):
            raise BadSetting("--name", f"{name[:80]!r} is not made of letters, digits, '.', '_' and '-'")
        from crawler.archive import prepare_folder
        from crawler.schedule import Store
        from crawler.schedule.worker import Post, WorkerLoop

        assert self.settings is not None
        config = _config(self.settings, opts.metrics_port)
        tell = Speaker(self.settings, with_time=True)
        begin_log(self.settings)
        prepare_folder(config)
        with closing(Store.of(config)) as store, watching(config, tell) as on_ended:
            post = Post(name=name, slots=opts.slots, settings=told_settings(self.settings))
            loop = WorkerLoop(config, store, post, tell=tell, on_ended=on_ended)
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: loop.stopping.set())
            end_in_order_at_hangup()
            tell(f"worker {name}: {counted(opts.slots, 'crawl')} at once, archive {config.folder}")
            in_order = loop.run(drain=opts.drain)
        tell(f"worker {name} ends")
        if loop.stopping.is_set():
            _leave(Exit.OK if in_order else Exit.FAILED)
        self.exitcode = Exit.OK


def told_settings(settings: BaseSettings) -> tuple[str, ...]:
    """Return the ``-s NAME=VALUE`` that this command was given, and where the archive is, for its crawls."""
    given = {
        name: settings[name]
        for name in settings
        if settings.getpriority(name) == SETTINGS_PRIORITIES["cmdline"] and isinstance(settings[name], str)
    }
    given |= {name: settings[name] for name in ("ARCHIVE", "ARCHIVE_INDEX") if settings[name]}
    return tuple(part for name in sorted(given) for part in ("-s", f"{name}={given[name]}"))


@contextmanager
def watching(config: ArchiveConfig, tell: Speaker) -> Iterator[Callable[[Job], None]]:
    """Let the worker be watched inside; gives what is to be called when a job of its own has ended."""
    from crawler.watch.server import watched
    from crawler.watch.watch import Watch
    from crawler.watch.worker import Afterwards

    with ExitStack() as stack:
        watch = Watch(config)
        if config.metrics_port is not None:
            port = stack.enter_context(watched(watch, config.metrics_port))
            tell(f"metrics and health at http://127.0.0.1:{port}/metrics and /health")
        yield stack.enter_context(Afterwards(config, watch)).job_ended


def _config(settings: BaseSettings, metrics_port: str | None) -> ArchiveConfig:
    given = {} if metrics_port is None else {"ARCHIVE_METRICS_PORT": metrics_port}
    return ArchiveConfig.from_settings({**settings, **given})


def _leave(code: Exit) -> None:
    """End at once: threads still hold jobs that are not ended; these go on elsewhere, or when this worker is back."""
    logging.shutdown()
    sys.stderr.flush()
    os._exit(code)
