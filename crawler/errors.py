"""Everything this project raises on purpose.

ArchiveError
├── BadAddress          not an address we can archive
├── BadSetting          a setting or argument a person must mend
├── ArchiveNotFound     the folder holds no archive
├── ArchiveUnwritable   the folder cannot be written
│   └── RecordsLost     what was not yet durable is gone
├── CannotListen        a port that cannot be had
├── BadJournal          a job's journal is damaged or of another program
├── JobBusy             another process crawls this job
├── WorkerBusy          a worker of that name runs here
├── BadRecord           bytes that are not a WARC record
├── BadArticle          a row of the index that holds no article
├── StoreFailed         the store of WARC files cannot be used just now
├── ClusterFailed       the cluster that reads again cannot be used
├── NotUploaded         a WARC file that must not go to the store as it is
├── NoPage              nothing to read where a person pointed
├── BadQuery            a search that cannot be understood, or takes too long
├── NotArchived         an address of which the archive has no answer
├── UnknownOutlet       no spider or outlet of that name
│   └── UnknownSpider   the same, where Scrapy asks
└── BadOutlet           an outlets.toml or a list of mirrors a person must mend
"""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from crawler.counting import counted

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Protocol

    class Named(Protocol):
        """A file, wherever it is."""

        @property
        def name(self) -> str: ...


class ArchiveError(Exception):
    """Base of all errors; its text is one clear line for a person."""


class BadAddress(ArchiveError):
    """*url* is not an http or https address."""

    def __init__(self, url: str, why: str = "not an http or https address") -> None:
        super().__init__(f"{url[:200]!r}: {why}")
        self.url = url


class BadSetting(ArchiveError):
    """A setting or an argument cannot be used."""

    def __init__(self, setting: str, why: str) -> None:
        super().__init__(f"{setting}: {why}")
        self.setting = setting


class ArchiveNotFound(ArchiveError):
    """There is no archive at *folder*."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"no archive at {folder}")
        self.folder = folder


class ArchiveUnwritable(ArchiveError):
    """*path* in the archive cannot be written: a full disk, a missing right. Nothing more is fetched."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"cannot write {path}: {why}")
        self.path = path
        self.why = why


class RecordsLost(ArchiveUnwritable):
    """What was appended to *path* could not be made durable and was taken out again; the log names each of *urls*."""

    def __init__(self, path: Path, why: str, urls: tuple[str, ...]) -> None:
        lost = counted(
            len(urls),
            "capture or article that was not yet durable is lost",
            "captures and articles that were not yet durable are lost",
        )
        super().__init__(path, f"{why}; {lost}")
        self.urls = urls


class CannotListen(ArchiveError):
    """Nothing can listen at *port* of *host*: mostly it is taken, and *option* gives another."""

    def __init__(self, host: str, port: int, err: OSError | OverflowError, option: str = "--port") -> None:
        code = err.errno if isinstance(err, OSError) else None
        if code == errno.EADDRINUSE:
            why = f"the port is taken; choose another with {option}"
        elif isinstance(err, OSError):
            # Python adds to the words of the system which address it tried; those of a look-up have codes of their own.
            why = os.strerror(code).lower() if code and code > 0 else reason_of(err)
        else:
            why = "there is no such port"
        super().__init__(f"cannot listen at {host} port {port}: {why}")
        self.host = host
        self.port = port


class BadJournal(ArchiveError):
    """The journal of a job at *path* cannot be used. It is left as it is."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}; nothing was changed, move the file away to begin the job anew")
        self.path = path


class JobBusy(ArchiveError):
    """Another process has the job called *name*."""

    def __init__(self, name: str) -> None:
        super().__init__(f"job {name} is being crawled by another process")
        self.name = name


class WorkerBusy(ArchiveError):
    """A worker called *name* runs on this machine."""

    def __init__(self, name: str) -> None:
        super().__init__(f"a worker called {name} runs here already; give this one another --name")
        self.name = name


class BadRecord(ArchiveError):
    """The bytes at *offset* of *path* are not a whole WARC record."""

    def __init__(self, path: Named, offset: int, why: str) -> None:
        super().__init__(f"{path.name} at byte {offset}: {why}")
        self.path = path
        self.offset = offset
        self.why = why


class BadArticle(ArchiveError):
    """What the index has of an article read from the capture *record_id* is damaged; the WARC files have it."""

    def __init__(self, record_id: str, why: str) -> None:
        super().__init__(f"the article read from {record_id} is damaged: {why}; `microfiche repair` mends it")
        self.record_id = record_id
        self.why = why


class StoreFailed(ArchiveError):
    """The store that holds *url* could not do what was asked of it, tried several times; later it may."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"store: {url}: {why}")
        self.url = url
        self.why = why


class ClusterFailed(ArchiveError):
    """The cluster at *address* cannot be reached, or a machine of it cannot read what it is handed."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__(f"cluster {address}: {why}")
        self.address = address
        self.why = why


class NotUploaded(ArchiveError):
    """The WARC file *name* was not brought to the store, for a reason that is not the store's; it stays as it is."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name} was not uploaded: {why}")
        self.name = name
        self.why = why


class NoPage(ArchiveError):
    """There is nothing to read where a person pointed; exit code 3 when other pages were read."""


class BadQuery(ArchiveError):
    """The search *text* cannot be understood, or takes too long; the line says what is wrong with it."""

    def __init__(self, text: str, why: str) -> None:
        super().__init__(f"search {text[:80]!r}: {why}")
        self.text = text
        self.why = why


class NotArchived(ArchiveError):
    """A crawl over an archive asked for *url*, and the archive has no answer; exit code 3 when it had others.

    It is never asked for on the web.
    """

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"{url}: {why}")
        self.url = url
        self.why = why


class UnknownOutlet(ArchiveError):
    """There is no spider or outlet called *name*; of *known*, the names there are, the line tells the nearest.

    It does not say how many they are: a command may know only some of those that *listed_by*, another one, prints.
    """

    def __init__(self, name: str, known: list[str], *, listed_by: str = "microfiche list") -> None:
        super().__init__(f"no outlet called {name[:80]!r}; {_nearest(name, known, listed_by)}")
        self.name = name


class UnknownSpider(UnknownOutlet, KeyError):
    """The same, where Scrapy asks for a spider and expects a `KeyError`."""

    __str__ = Exception.__str__  # that of `KeyError` puts it in quotes


class BadOutlet(ArchiveError):
    """An `outlets.toml` or a list of mirrors cannot be used: the line names file, entry and key."""

    def __init__(self, path: Path, why: str, *, entry: str = "", key: str = "") -> None:
        where = f"[{entry}] " if entry and key else f"[{entry}]" if entry else ""
        place = f"{where}{key}"
        super().__init__(f"{path}: {place}: {why}" if place else f"{path}: {why}")
        self.path = path
        self.entry = entry
        self.key = key


def reason_of(err: Exception) -> str:
    """Return what the system or a library says went wrong, as a part of one line.

    >>> reason_of(OSError(28, "No space left on device", "a.warc.gz"))
    'no space left on device'
    >>> reason_of(ValueError("no such column: Url"))
    'no such column: Url'
    >>> reason_of(EOFError())
    'EOFError'
    """
    if isinstance(err, OSError) and err.strerror:
        return err.strerror.lower()
    return str(err).partition("\n")[0] or type(err).__name__


def _nearest(name: str, known: list[str], listed_by: str) -> str:
    """Of many names only the nearest help."""
    if len(known) <= 8:
        return f"known: {', '.join(known)}"
    from difflib import get_close_matches

    wanted = name.lower().strip()
    held = [key for key in known if len(wanted) > 2 and (wanted in key or (len(key) > 3 and key in wanted))]
    near = list(dict.fromkeys([*get_close_matches(wanted, known, n=3, cutoff=0.6), *held]))[:5]
    listed = f"`{listed_by}` prints all names"
    return f"nearest: {', '.join(near)}; {listed}" if near else listed
