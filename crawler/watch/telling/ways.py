"""The two ways to tell: a POST to a webhook, and a command that reads it. Each returns why it failed, or None."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import threading
import urllib.error
import urllib.request
from base64 import b64encode
from contextlib import suppress
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes, urlsplit

from crawler.config import SOFTWARE
from crawler.errors import reason_of
from crawler.url import resolve

if TYPE_CHECKING:
    from collections.abc import Sequence


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """What is told goes to the address that a person gave, and to no other."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirects)


def post(url: str, data: bytes, *, timeout_s: float) -> str | None:
    """Send the JSON *data* to *url*; it must be answered with 2xx, all in all within *timeout_s*.

    A name and password in *url* are sent as Basic authorization.
    """
    address = resolve(url, url)
    if address is None:
        return "webhook: its address cannot be used"  # it may hold a secret: it is not told
    answers: queue.Queue[str | None] = queue.Queue()
    # In a thread of its own: a server that sends a byte now and then never runs into the time-out of a socket.
    fields = {"Content-Type": "application/json", "User-Agent": SOFTWARE, **_authorization(url)}
    threading.Thread(target=lambda: answers.put(_posted(address, fields, data, timeout_s)), daemon=True).start()
    where = urlsplit(address).hostname
    try:
        why = answers.get(timeout=timeout_s)
    except queue.Empty:
        why = f"no answer within {timeout_s:g} s"
    return None if why is None else f"webhook at {where}: {why}"


def run(command: Sequence[str], data: bytes, *, timeout_s: float) -> str | None:
    """Run *command*, without a shell, with the JSON *data* on stdin; it must end with 0 within *timeout_s*."""
    name = os.path.basename(command[0])  # noqa: PTH119  # a word of a command line, no path of ours
    try:
        child = subprocess.Popen(  # noqa: S603  # the person's own command, as a list of words
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as err:
        return f"command {name}: {reason_of(err)}"
    try:
        child.communicate(data, timeout=timeout_s)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        return f"command {name}: not done within {timeout_s:g} s"
    return None if child.returncode == 0 else f"command {name}: exit code {child.returncode}"


def _authorization(url: str) -> dict[str, str]:
    user, at, _ = urlsplit(url).netloc.rpartition("@")
    return {"Authorization": f"Basic {b64encode(unquote_to_bytes(user)).decode()}"} if at else {}


def _posted(url: str, headers: dict[str, str], data: bytes, timeout_s: float) -> str | None:
    request = urllib.request.Request(url, data=data, headers=headers, method="POST")  # noqa: S310  # config says http(s)
    try:
        with _OPENER.open(request, timeout=timeout_s) as answer:
            return None if 200 <= answer.status < 300 else f"answered with {answer.status}"
    except urllib.error.HTTPError as err:
        with err:
            return f"answered with {err.code}"
    except urllib.error.URLError as err:
        return str(err.reason)
    except ValueError:
        return "its address cannot be used"
    except (OSError, HTTPException) as err:
        return str(err) or type(err).__name__
