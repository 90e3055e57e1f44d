"""Hide captures from everybody who reads the archive; their records stay sealed in the WARC files."""

from __future__ import annotations

import getpass
import json
import os
import socket
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.exit_codes import Exit, told_in_one_line
from crawler.commands.output import harmless
from crawler.config import ArchiveConfig
from crawler.counting import counted
from crawler.errors import BadSetting, NoPage

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from crawler.index import Index
    from crawler.index.redaction import Act

UUID_PREFIX = "urn:uuid:"
HEADS = ("when", "act", "what", "target", "by", "reason")
MOST_NAMED = 10
"""Addresses at which the same is still shown, or hidden with it."""
LOOKED_AT = 500
"""Captures of which the addresses are looked up."""


class Command(ScrapyCommand):
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] [URL|RECORD-ID]"

    def short_desc(self) -> str:
        return "Hide captures from replay, search and exports; the records stay, and each act is logged"

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--reason", metavar="TEXT", help="why; it goes into the log and is shown to no reader")
        parser.add_argument("--by", metavar="NAME", help="who; without it, the user and the machine")
        parser.add_argument("--undo", action="store_true", help="show again what was hidden; that is logged too")
        parser.add_argument("--list", action="store_true", help="print all acts, the oldest first")
        parser.add_argument("--json", action="store_true", help="with --list: JSON, one object a line")

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:
        from crawler.archive.folder import open_for_reading
        from crawler.archive.redactions import follow_log, redact
        from crawler.index.redaction import ActKind

        assert self.settings is not None
        config = ArchiveConfig.from_settings(self.settings)
        if len(args) != (0 if opts.list else 1):
            raise UsageError("--list takes no address" if opts.list else "redact takes one address or record id")
        reason = " ".join((opts.reason or "").split())
        if not opts.list and not reason:
            raise BadSetting("--reason", "say why: it is kept with the act, and shown to no reader")
        with open_for_reading(config, with_hidden=True) as index:
            follow_log(config, index)
            if opts.list:
                show(index.redactions.acts(), as_json=opts.json)
            else:
                act = act_of(index, args[0], opts, reason)
                before = index.redactions.hidden()
                redact(config, index, act)
                tell(index, act)
                if act.kind is ActKind.HIDE:
                    tell_repeats(index, act, before)
                    with open_for_reading(config) as shown:
                        tell_others(index, shown, act)
        self.exitcode = Exit.OK


def act_of(index: Index, target: str, opts: Namespace, reason: str) -> Act:
    """Return the act that was asked for. Raises `NoPage` when there is nothing to hide or to show again."""
    from crawler.index.redaction import Act, ActKind, TargetKind

    name = record_id_of(target)
    is_record = index.record(name) is not None or any(
        act.target == name and act.target_kind is TargetKind.RECORD for act in index.redactions.acts()
    )
    kind = TargetKind.RECORD if is_record else TargetKind.ADDRESS
    act = Act(
        act_id=uuid4().urn,
        at=datetime.now(UTC),
        kind=ActKind.SHOW if opts.undo else ActKind.HIDE,
        target_kind=kind,
        target=name if is_record else target,
        by=opts.by or f"{user_name()}@{socket.gethostname()}",
        reason=reason,
    )
    if not is_record and (name.startswith(UUID_PREFIX) or not target.startswith(("http://", "https://"))):
        raise NoPage(f"{target[:200]!r} is no capture of the archive, nor an address that begins with http")
    stands = act.target in {each.target for each in index.redactions.standing()} or _same_address(index, act)
    if opts.undo and not stands:
        raise NoPage(f"{target[:200]} is not redacted; `microfiche redact --list` shows what is")
    if not opts.undo and stands:
        raise NoPage(f"{target[:200]} is redacted already")
    return act


def user_name() -> str:
    """Return who runs this; the number of a user who has no name here, as in a container."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # the latter from Python 3.13 on
        return str(os.getuid())


def record_id_of(text: str) -> str:
    """Return the record id that *text* means: with or without angle brackets and ``urn:uuid:``.

    >>> record_id_of("<urn:uuid:00000000-0000-0000-0000-00000000000A>")
    'urn:uuid:00000000-0000-0000-0000-00000000000a'
    """
    bare = text.strip().removeprefix("<").removesuffix(">")
    try:
        return UUID(bare.lower().removeprefix(UUID_PREFIX)).urn
    except ValueError:
        return bare


def tell(index: Index, act: Act) -> None:
    """Say what is hidden or shown now."""
    from crawler.index.redaction import ActKind, TargetKind

    if act.kind is ActKind.SHOW:
        sys.stderr.write(f"{act.target}: shown again\n")
        return
    number = len(index.redactions.of_address(act.target)) if act.target_kind is TargetKind.ADDRESS else 1
    to_come = ", and all that are still to come" if act.target_kind is TargetKind.ADDRESS else ""
    sys.stderr.write(f"{act.target}: {number} capture{'s' if number != 1 else ''} hidden{to_come}\n")


def tell_repeats(index: Index, act: Act, before: AbstractSet[str]) -> None:
    """Say what is hidden besides, and was not *before*: captures that repeat a hidden one, of which many may do."""
    from crawler.index.redaction import TargetKind

    is_address = act.target_kind is TargetKind.ADDRESS
    own = {each.record_id for each in index.redactions.of_address(act.target)} if is_address else {act.target}
    repeats = sorted(index.redactions.hidden() - before - own)
    if repeats:
        sys.stderr.write(
            f"hidden with it: {counted(len(repeats), 'capture that repeats', 'captures that repeat')} it\n"
        )
        name_each("hidden", list(dict.fromkeys(row.url for row in index.records(repeats[:LOOKED_AT]).values())))


def tell_others(index: Index, shown: Index, act: Act) -> None:
    """Name the addresses at which the same article or the same bytes are still *shown*: a person may mean them too."""
    from crawler.index.redaction import TargetKind

    is_address = act.target_kind is TargetKind.ADDRESS
    names = [each.record_id for each in index.redactions.of_address(act.target)] if is_address else [act.target]
    others: dict[str, None] = {}
    for name in names[-MOST_NAMED:]:
        row = index.record(name)
        same = None if row is None or row.payload_digest is None else shown.payload(row.payload_digest)
        others.update({} if same is None else {same.url: None})
        for article in index.articles(record_id=name):
            if article.outlet and article.key:
                copies = shown.articles(outlet=article.outlet, key=article.key)
                others.update((copy.url, None) for copy in copies)
    name_each("still shown", list(others))


def name_each(what: str, urls: Sequence[str]) -> None:
    """Print a line for each of *urls*, of many for the first ones."""
    for url in urls[:MOST_NAMED]:
        sys.stderr.write(f"{what}: {harmless(url)}\n")
    if len(urls) > MOST_NAMED:
        sys.stderr.write(f"{what}: {counted(len(urls) - MOST_NAMED, 'more address', 'more addresses')}\n")


def show(acts: list[Act], *, as_json: bool) -> None:
    """Print *acts*."""
    if as_json:
        for act in acts:
            print(json.dumps(act.as_json(), ensure_ascii=False))
        return
    from crawler.commands.table import show_table

    lines = [
        (f"{act.at:%Y-%m-%d %H:%M:%S}Z", act.kind, act.target_kind, act.target, act.by, act.reason) for act in acts
    ]
    show_table(HEADS, lines)
    if not acts:
        sys.stderr.write("nothing is redacted\n")


def _same_address(index: Index, act: Act) -> bool:
    """Return whether another spelling of the same address is redacted."""
    from crawler.index.captures import key_of
    from crawler.index.redaction import TargetKind

    if act.target_kind is not TargetKind.ADDRESS:
        return False
    held = {key_of(each.target) for each in index.redactions.standing() if each.target_kind is TargetKind.ADDRESS}
    return key_of(act.target) in held
