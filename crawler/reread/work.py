"""What one process does with one part of the archive: read, compare, hand over what came of it."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.archive.folder import open_for_reading
from crawler.archive.places import WarcFiles
from crawler.archive.referrals import Referrals
from crawler.errors import ArchiveError, BadArticle, BadRecord, reason_of
from crawler.fetch.reader import Reader
from crawler.fetch.steps import names_beside
from crawler.model.article_json import article_to_json
from crawler.model.readings import newest_reading, to_store
from crawler.reread.compare import Kind, Outcome, compared
from crawler.reread.photos import photo_records, with_photo_records
from crawler.reread.reading import Stretch, read_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from crawler.config import ArchiveConfig
    from crawler.index import Index
    from crawler.model import Article
    from crawler.outlets.wanted import Wanted
    from crawler.reread.parts import Part
    from crawler.reread.reading import CaptureReader, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What is to be done with each part. Can be sent to another process."""

    config: ArchiveConfig
    settings: Any  # Scrapy's, which stays out of this room
    """Which steps and which sites read."""
    wanted: Wanted
    files: tuple[str, ...] | None = None
    """Only of these WARC files, as the index names them; None: of all."""
    stores: bool = False
    """Whether outcomes bring what is to be stored."""
    shows: bool = False
    """Whether they bring each article as it is read now."""
    beside: Mapping[str, bytes] | None = None
    """Files of the archive's folder that reading looks at, by their path there; None: they are read from there."""


class Worker:
    """One process's means for a `Work`; one for all its parts."""

    def __init__(self, work: Work, *, reader: CaptureReader | None = None) -> None:
        """Raises `ArchiveNotFound`. *reader*: another one than that of the settings."""
        self._work = work
        self._reader = reader if reader is not None else _reader(work)
        self._index: Index = open_for_reading(work.config)
        self._hidden = self._index.redactions.hidden()
        self._files = WarcFiles(work.config, self._index)

    def close(self) -> None:
        self._index.close()

    def outcomes(self, part: Part, *, on_begin: Callable[[int], None] = lambda _: None) -> Iterator[Outcome]:
        """Yield what became of each capture of *part*, in its order. *on_begin* is told the offset of each before.

        A file that cannot be opened is one failure.
        """
        referrals = Referrals(self._index, self._files)
        try:
            with self._files.held(part.file) as place:
                for reading in read_file(
                    place,
                    self._work.wanted,
                    reader=self._reader,
                    referrals=referrals,
                    stretch=Stretch(start=part.start, end=part.end, skipped=part.skipped),
                    on_begin=on_begin,
                    hidden=self._hidden,
                ):
                    yield self._outcome(reading, part.file)
        except (ArchiveError, OSError) as err:
            why = err.why if isinstance(err, BadRecord) else reason_of(err)
            yield Outcome(kind=Kind.FAILED, file=part.file, offset=part.start, failure=why)

    def _outcome(self, reading: Reading, file: str) -> Outcome:
        try:
            stored = list(self._index.articles(record_id=reading.record_id)) if reading.record_id else []
        except BadArticle as err:
            return Outcome(
                kind=Kind.FAILED, file=file, offset=reading.offset, url=reading.url, record_id=reading.record_id,
                failure=f"the stored article cannot be read: {err.why}",
            )  # fmt: skip
        if reading.is_foreign and not stored:
            # A crawl passed it over: a redirect out of the site makes no article of its outlet.
            reading = replace(reading, article=None)
        outcome = compared(reading, stored, file=file)
        if reading.article is None:
            return outcome
        told = article_to_json(reading.article)
        return replace(
            outcome,
            digest=hashlib.sha256(told).hexdigest(),
            document=self._document(reading.article, stored) if self._work.stores else None,
            article=told if self._work.shows else None,
        )

    def _document(self, article: Article, stored: list[Article]) -> bytes | None:
        new = to_store(article, stored)
        if new is None:
            return None
        return article_to_json(with_photo_records(new, self._index, known=photo_records(newest_reading(stored))))


def files_beside(work: Work) -> dict[str, bytes]:
    """Return the files of the archive's folder that reading looks at, by their path there. Raises OSError."""
    found = {}
    for name in names_beside(work.settings):
        path = work.config.folder / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                found[file.relative_to(work.config.folder).as_posix()] = file.read_bytes()
    return found


def _reader(work: Work) -> Reader:
    if work.beside is None:
        return Reader.from_settings(work.settings)
    with tempfile.TemporaryDirectory(prefix="microfiche-") as folder:
        for name, data in work.beside.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        settings = work.settings.copy()
        settings.set("ARCHIVE", folder, priority="cmdline")
        return Reader.from_settings(settings)
