"""Take archives made by others into this one: WARC, ARC and WACZ files, by copy or in place."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.exit_codes import Exit, told_in_one_line
from crawler.commands.progress import progress
from crawler.config import ArchiveConfig
from crawler.counting import counted
from crawler.errors import ArchiveError, ArchiveUnwritable, BadSetting, NoPage, reason_of

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Sequence

    from crawler.importing.taking import Importer, Taken

ENDINGS = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz", ".wacz")
SHOWN_PLACES = 3


class Command(ScrapyCommand):
    requires_crawler_process = False
    failed = 0
    """Files that were not imported."""

    def syntax(self) -> str:
        return "[options] FILE|FOLDER..."

    def short_desc(self) -> str:
        return "Take WARC, ARC and WACZ files made by others into the archive; their flaws are told, not fatal"

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--in-place", action="store_true", help="leave the files where they are; the archive refers to them"
        )
        parser.add_argument("--read", action="store_true", help="also read their articles and store them")
        parser.add_argument("--json", action="store_true", help="one JSON object for each file")

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:
        from crawler.archive import prepare_folder
        from crawler.importing.taking import Importer
        from crawler.index import Index

        if not all(args) or not args:  # an empty word would be this folder
            raise UsageError("give the files or folders to import")
        assert self.settings is not None
        config = ArchiveConfig.from_settings(self.settings)
        paths = list(files_of(args))
        if not paths:
            raise NoPage(f"no WARC, ARC or WACZ file in {', '.join(args)}")
        prepare_folder(config)
        taken: list[Taken] = []
        total = sum(_size(path) for path in paths)
        with Index.open(config.index_address) as index, progress("Importing") as advance:
            importer = Importer(config, index, now=lambda: datetime.now(UTC))
            with importer.held():
                done_bytes = 0
                for path in paths:
                    with self.told_when_not_taken(str(path)):
                        for each in self.take_all(importer, path, config, in_place=opts.in_place):
                            taken.append(each)
                            tell(each, as_json=opts.json)
                    done_bytes += _size(path)
                    advance(done_bytes, total)
                dangling = importer.dangling({each.name for each in taken})
        if dangling:
            told = counted(dangling, "revisit repeats a capture that is", "revisits repeat captures that are")
            sys.stderr.write(f"{told} not in the archive; another import may bring what is missing\n")
        if opts.read and taken:
            self.read(config, taken)
        if taken:
            is_partial = (
                self.failed or any(each.damaged or each.lost for each in taken) or self.exitcode == Exit.PARTIAL
            )
            self.exitcode = Exit.PARTIAL if is_partial else Exit.OK

    @contextmanager
    def told_when_not_taken(self, name: str) -> Iterator[None]:
        """Tell, of a failure that leaves the archive as it was, that the file called *name* was not imported; go on."""
        try:
            yield
        except ArchiveUnwritable:
            raise
        except (ArchiveError, OSError) as err:
            self.failed += 1
            why = f"{name}: {reason_of(err)}" if isinstance(err, OSError) else str(err)
            sys.stderr.write(f"microfiche: not imported: {why}\n")
            self.exitcode = Exit.USAGE if isinstance(err, BadSetting) else Exit.FAILED

    def take_all(self, importer: Importer, path: Path, config: ArchiveConfig, *, in_place: bool) -> Iterator[Taken]:
        """Take the file at *path*, or each WARC file of a package. Raises what `Importer.take` does of the former."""
        from crawler.importing.formats import is_package
        from crawler.importing.wacz import members

        if not is_package(path):
            yield importer.take(path, in_place=in_place)
            return
        if in_place:
            why = f"{path}: the WARC files of a package have no place of their own; import a copy"
            raise BadSetting("--in-place", why)
        with tempfile.TemporaryDirectory(dir=config.folder, prefix=".import-") as scratch:
            for member in members(path, Path(scratch)):
                name = f"{path}!{member.name}"
                if member.flaw is not None:
                    sys.stderr.write(f"{name}: {member.flaw}\n")
                with self.told_when_not_taken(name):
                    taken = importer.take(member.path, named=f"{path.absolute()}!{member.name}")
                    damaged = taken.damaged + (not member.is_whole)
                    yield replace(taken, format=f"WACZ: {taken.format}", damaged=damaged)

    def read(self, config: ArchiveConfig, taken: Sequence[Taken]) -> None:
        """Store the articles of the files that were *taken*; those that are stored already are not stored again."""
        from crawler.commands.reread import tell_failure, usable_cores
        from crawler.outlets.wanted import ALL
        from crawler.reread.bulk import reread
        from crawler.reread.runners.pool import Pool
        from crawler.reread.work import Work

        assert self.settings is not None
        files = tuple(dict.fromkeys(each.name for each in taken))
        work = Work(config=config, settings=self.settings, wanted=ALL, files=files, stores=True)
        try:
            with progress("Reading") as advance:
                result = reread(work, runner=Pool(processes=usable_cores()), on_outcome=tell_failure, advance=advance)
        except NoPage:
            sys.stderr.write("no pages to be read\n")
            return
        sys.stderr.write(f"{counted(result.tally.captures, 'page')} read, {counted(result.stored, 'article')} stored\n")
        if result.tally.failed:
            self.exitcode = Exit.PARTIAL


def files_of(arguments: Sequence[str]) -> Iterator[Path]:
    """Yield the files that *arguments* name; of a folder all archives below it, by name."""
    for argument in arguments:
        path = Path(argument)
        if path.is_dir():
            every = (Path(folder, name) for folder, _, names in os.walk(path, onerror=_raised) for name in names)
            yield from sorted(each for each in every if each.name.lower().endswith(ENDINGS) and each.is_file())
        else:
            yield path


def _raised(err: OSError) -> None:
    """What is in a folder that may not be looked at is not left out in silence."""
    raise err


def tell(taken: Taken, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(asdict(taken), ensure_ascii=False))
        return
    if taken.is_known:
        print(f"{taken.source}: is in the archive already, as {taken.name}")
        return
    told = [counted(taken.captures, "capture")]
    told += [f"{taken.already} that the archive has already"] if taken.already else []
    told += [f"{taken.without_request} without their request"] if taken.without_request else []
    kept = "back in its place as" if taken.is_back else "kept as"
    print(f"{taken.source} ({taken.format}): {', '.join(told)}; {kept} {taken.name}")
    for flaw in taken.flaws:
        places = ", ".join(map(str, flaw.places[:SHOWN_PLACES]))
        print(f"  {flaw.count} x {flaw.what} (at byte {places}{', …' if flaw.count > SHOWN_PLACES else ''})")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
