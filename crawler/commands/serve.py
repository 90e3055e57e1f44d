"""The reading room on this machine, or for those who have its token."""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.exit_codes import Exit, told_in_one_line
from crawler.config import ArchiveConfig
from crawler.errors import BadSetting, CannotListen
from crawler.fetch.terminal.json_lines import Speaker, begin_log

if TYPE_CHECKING:
    import socket
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from crawler.web import Access

HOST, PORT = "127.0.0.1", 8080
MOST_AT_ONCE = 200
MOST_HEAD_BYTES = 16_384
IDLE_S = 10


class Command(ScrapyCommand):
    requires_crawler_process = False

    def short_desc(self) -> str:
        return "Open the reading room: the archive in a browser, and as a JSON API"

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--host",
            default=HOST,
            help="listen at this address; anything but this machine needs a token (default: %(default)s)",
        )
        parser.add_argument(
            "--port",
            type=int,
            default=PORT,
            help="listen at this port; 0 takes one that is free (default: %(default)s)",
        )
        parser.add_argument(
            "--token",
            help=(
                "what readers must bring, 16 characters or more; in MICROFICHE_TOKEN it stands in no list of processes"
            ),
        )
        parser.add_argument(
            "--replayweb",
            type=Path,
            metavar="DIR",
            help="also show the packages in DIR by ReplayWeb.page, whose files you put there",
        )
        parser.add_argument(
            "--name",
            action="append",
            default=[],
            help="another host name by which the room may be called; may be repeated",
        )

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:
        from crawler.archive.folder import open_for_reading
        from crawler.archive.places import WarcFiles
        from crawler.replay.routes import replay_routes
        from crawler.web import Access, reading_room

        if args:
            raise UsageError("serve takes no arguments")
        if not 0 <= opts.port < 65_536:
            raise UsageError("--port goes from 0 to 65535")
        assert self.settings is not None
        config = ArchiveConfig.from_settings(self.settings)
        token = opts.token or self.settings["ARCHIVE_TOKEN"] or None
        is_json = begin_log(self.settings)
        say = Speaker(self.settings)
        access = Access.for_host(opts.host, token=token, names=opts.name)
        shown = None if opts.replayweb is None else _player(opts, access)
        with open_for_reading(config) as index:
            app = reading_room(index, config, access=access, replay=replay_routes(index, WarcFiles(config, index)))
            listener = _listen(opts.host, opts.port)
            _announce(say, opts.host, listener, has_token=token is not None)
            # The server closes in order at Ctrl-C, and then raises it again.
            with suppress(KeyboardInterrupt), _beside(say, shown, opts.replayweb, is_json=is_json):
                _server(app, is_json=is_json).run(sockets=[listener])
        self.exitcode = Exit.OK


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there. Raises `CannotListen`."""
    import socket

    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as err:
        raise CannotListen(host, port, err) from err


def _announce(say: Speaker, host: str, listener: socket.socket, *, has_token: bool) -> None:
    port = listener.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    say(f"The reading room is open at http://{shown}:{port}/ ; Ctrl-C closes it.")
    if has_token:
        say("Readers are asked for the token.")


def _player(opts: Namespace, access: Access) -> Any:
    """Return the application of the player. Raises `BadSetting` where it would be an open door, or has no files."""
    from crawler.web.access import is_loopback
    from crawler.web.player import player

    if access.token is not None or not is_loopback(opts.host):
        why = "the player asks nobody for a token: it goes only with a room for this machine, without one"
        raise BadSetting("--replayweb", why)
    return player(opts.replayweb)


@contextmanager
def _beside(say: Speaker, app: Any, folder: Path | None, *, is_json: bool) -> Iterator[None]:
    """Serve the player, where there is one, at a port of its own while the reading room is open."""
    if app is None:
        yield
        return
    from crawler.web.player import HOST as NAME

    listener = _listen(HOST, 0)
    server = _server(app, is_json=is_json)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    say(f"Packages in {folder} are shown at http://{NAME}:{listener.getsockname()[1]}/")
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(5)


def _server(app: Any, *, is_json: bool) -> Any:
    import uvicorn

    return uvicorn.Server(
        uvicorn.Config(
            app,
            # Without a configuration of its own, what it logs goes to the handlers that write JSON.
            log_config=None if is_json else uvicorn.config.LOGGING_CONFIG,
            log_level="warning",
            access_log=False,
            server_header=False,
            limit_concurrency=MOST_AT_ONCE,
            h11_max_incomplete_event_size=MOST_HEAD_BYTES,
            timeout_keep_alive=IDLE_S,
            timeout_graceful_shutdown=3,
            http="h11",
            ws="none",
        )
    )
