"""A package made of the archive: records copied file by file, each file a checkpoint; then index, pages and sums."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from crawler.archive.places import size_of
from crawler.archive.referrals import Referrals
from crawler.archive.rows import article_record
from crawler.config import SOFTWARE
from crawler.counting import counted
from crawler.export.sorting import sorted_lines
from crawler.export.wacz.copying import copy_record, copy_stretch, first_record, stretches
from crawler.export.wacz.datapackage import datapackage, digest_file
from crawler.export.wacz.package import Package
from crawler.export.wacz.pages import HEAD, is_page, page_line
from crawler.export.wacz.places import place_lines, place_of
from crawler.export.work import WHOLE, nothing
from crawler.export.zipnum import as_json_lines, write_blocks
from crawler.http import Bytes
from crawler.index import CaptureKind
from crawler.index.cdxj import cdxj_line
from crawler.warc import NewRecord
from crawler.warc.exchange import FIELDS_TYPE
from crawler.warc.fields import field_lines
from crawler.warc.packing import packed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from crawler.archive.places import WarcFiles
    from crawler.export.selection import Selection
    from crawler.export.wacz.copying import Copied
    from crawler.export.work import Work
    from crawler.model import Article

ARTICLES = "archive/microfiche-articles.warc.gz"
INDEX = "index.cdx.gz"
UNANSWERED = (CaptureKind.UNANSWERED, CaptureKind.UNREACHED)


@dataclass(kw_only=True)
class Exported:
    """What is in a package, and what should be."""

    captures: int = 0
    pages: int = 0
    articles: int = 0
    left_out: list[str] = field(default_factory=list)
    """A line for each file of which something could not be read."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """How a package is made."""

    title: str
    made_at: datetime
    files: WarcFiles
    sign: Callable[[bytes], dict[str, str]] | None = None


class WaczExport:
    """One package on its way."""

    def __init__(self, selection: Selection, work: Work, wish: Wish) -> None:
        self._selection = selection
        self._work = work
        self._files = wish.files
        self._title, self._sign = wish.title, wish.sign
        state = work.state
        self._made_at = datetime.fromisoformat(state["made_at"]) if state else wish.made_at
        self._total_bytes: int = state.get("total_bytes", 0)
        self._done_bytes: int = state.get("done_bytes", 0)
        self._done_files: list[str] = state.get("done_files", [])
        self._found = Exported(**state.get("found", {}))
        self._referrals = Referrals(selection.index, self._files)

    def run(self, *, looking: Callable[[int], None], copying: Callable[[int, int], None]) -> Exported:
        """Make the package and return what is in it.

        *looking* is told how many captures were looked through, *copying* bytes copied and in all. Raises `NoPage` when
        nothing was selected, OSError when something cannot be written.
        """
        if not self._work.state:
            self._find_places(looking)
        package = Package(self._work.file(WHOLE), made_at=self._made_at, state=self._work.state.get("members", []))
        try:
            for name, places in groupby(self._places(), key=lambda place: place[0]):
                if name not in self._done_files:
                    self._copy_file(package, name, places, copying)
                    self._done_files.append(name)
                    self._checkpoint(package)
            self._close(package)
        finally:
            package.abandon()
        self._work.finish()
        return self._found

    def _find_places(self, looking: Callable[[int], None]) -> None:
        file = self._work.file("places")
        for line in sorted_lines(place_lines(self._selection, self._files, looking), self._work.folder):
            file.write(line)
            self._total_bytes += place_of(line)[2]
        if not self._total_bytes:
            raise nothing("capture")
        self._checkpoint(None)

    def _places(self) -> Iterator[tuple[str, int, int]]:
        """Yield file, offset and length of each capture of the package, sorted."""
        self._work.file("places").flush()
        with (self._work.folder / "places").open("rb") as file:
            for line in file:
                yield place_of(line)

    def _checkpoint(self, package: Package | None) -> None:
        state: dict[str, Any] = {
            "made_at": self._made_at.isoformat(),
            "total_bytes": self._total_bytes,
            "done_bytes": self._done_bytes,
            "done_files": self._done_files,
            "found": asdict(self._found),
            "members": [] if package is None else package.state,
        }
        self._work.checkpoint(state)

    def _copy_file(
        self, package: Package, name: str, places: Iterator[tuple[str, int, int]], copying: Callable[[int, int], None]
    ) -> None:
        place = self._files.at(name)
        if isinstance(place, Path) and not (place.is_file() and os.access(place, os.R_OK)):
            missing = f"{counted(sum(1 for _ in places), 'capture is', 'captures are')} left out"
            self._found.left_out.append(f"{name}: the WARC file is not there or cannot be read; {missing}")
            return
        member_name = self._member_name(name)
        damaged = 0
        with (
            self._files.held(name) as path,
            package.member(f"archive/{member_name}", most_bytes=size_of(path)) as target,
        ):
            info = first_record(path)
            if info is not None:
                copy_record(info, target)
            for stretch in stretches(self._selection.index.filed(name), (offset for _, offset, _ in places)):
                readings = self._readings([row.record_id for row in stretch.rows])
                damaged += len(stretch.rows)
                for copied in copy_stretch(path, stretch, target, name=member_name):
                    damaged -= 1
                    self._note(copied, readings.get(copied.row.record_id, []))
                    self._done_bytes += copied.row.length
                    copying(min(self._done_bytes, self._total_bytes), self._total_bytes)
        if damaged:
            left_out = counted(damaged, "capture cannot be read there and is", "captures cannot be read there and are")
            self._found.left_out.append(f"{name}: {left_out} left out")

    def _readings(self, record_ids: Sequence[str]) -> dict[str, list[Article]]:
        found: dict[str, list[Article]] = {}
        for article in self._selection.index.all_readings(record_ids):
            assert article.record_id is not None
            found.setdefault(article.record_id, []).append(article)
        return found

    def _note(self, copied: Copied, readings: list[Article]) -> None:
        """Write what the package says of one capture besides its records."""
        row = copied.row
        self._found.captures += 1
        if row.kind not in UNANSWERED:
            self._work.file("lines").write(f"{cdxj_line(row)}\n".encode())
        for article in readings:
            self._found.articles += 1
            record_id = uuid5(NAMESPACE_URL, f"{article.record_id} {article.reader}").urn
            record = article_record(article, written_at=self._made_at, record_id=record_id)
            self._work.file("articles").writelines(packed(record))
        if is_page(row):
            self._found.pages += 1
            self._work.file("pages").write(page_line(copied, readings[-1] if readings else None, self._referrals))

    def _member_name(self, name: str) -> str:
        """Return what the WARC file *name* is called in the package, where there are no folders."""
        short = PurePosixPath(name).name
        taken = {PurePosixPath(done).name for done in self._done_files}
        called = name.replace("/", "-") if short in taken else short
        return called if called.endswith(".gz") else f"{called}.gz"

    def _close(self, package: Package) -> None:
        """Write all members behind the records. What a kill leaves of them is cut off and written again."""
        if self._found.articles:
            with package.member(ARTICLES, most_bytes=self._side_bytes("articles")) as target:
                for piece in packed(_warcinfo(self._made_at)):
                    target.write(piece)
                self._copy_side("articles", target.write)
        self._work.file("lines").flush()
        with (
            (self._work.folder / "lines").open("rb") as lines,
            package.member(f"indexes/{INDEX}", most_bytes=self._side_bytes("lines")) as target,
        ):
            blocks = list(write_blocks(sorted_lines(lines, self._work.folder), target))
        with package.member("indexes/index.idx") as target:
            for line in as_json_lines(blocks, INDEX):
                target.write(line)
        most_bytes = self._side_bytes("pages")
        with package.member("pages/pages.jsonl", most_bytes=most_bytes, is_packed=True) as target:
            target.write(HEAD)
            self._copy_side("pages", target.write)
        said = datapackage(package.members, title=self._title, made_at=self._made_at)
        with package.member("datapackage.json") as target:
            target.write(said)
        with package.member("datapackage-digest.json") as target:
            target.write(digest_file(said, made_at=self._made_at, sign=self._sign))
        package.close()

    def _side_bytes(self, name: str) -> int:
        return self._work.file(name).tell()

    def _copy_side(self, name: str, write: Callable[[bytes], int]) -> None:
        self._work.file(name).flush()
        with (self._work.folder / name).open("rb") as file:
            while piece := file.read(1 << 20):
                write(piece)


def _warcinfo(made_at: datetime) -> NewRecord:
    facts = (
        ("software", SOFTWARE),
        ("format", "WARC File Format 1.1"),
        ("description", "what was read from the captures in the other files"),
    )
    return NewRecord(
        type="warcinfo",
        record_id=uuid5(NAMESPACE_URL, f"{ARTICLES} {made_at.isoformat()}").urn,
        date=made_at,
        target_uri=None,
        content_type=FIELDS_TYPE,
        block=Bytes(field_lines(facts)),
        headers=(("WARC-Filename", ARTICLES.rpartition("/")[2]),),
    )
