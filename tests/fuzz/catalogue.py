"""All targets of the fuzzer by name.

python -m fuzz.catalogue TARGET SECONDS SEED FOLDER     search one of them; FOLDER gets its corpus and what broke a law
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if __name__ == "__main__":
    import atheris

    with atheris.instrument_imports(include=["crawler"]):
        from fuzz import http_targets, recovery_target, warc_targets
else:
    from fuzz import http_targets, recovery_target, warc_targets

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_INPUT_BYTES = 16_384
"""Inputs that ask for it are repeated, so that long ones are tried too."""
MOST_MB = 1_500
STUCK_S = 300
"""By the clock, which goes on while a busy machine does other things; CPU time has a bound of its own (`within_bounds`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One law, and where the search for bytes that break it begins."""

    run: Callable[[bytes], None]
    """Raises whatever it is when the law is broken."""
    seeds: Callable[[], list[bytes]]
    words: tuple[str, ...] = ()
    """What is put into inputs, in the notation of libFuzzer's dictionaries."""
    share: int = 1
    """Of the time, against the others."""


HTTP_WORDS, WARC_WORDS = http_targets.WORDS, warc_targets.WORDS
TARGETS = {
    "http-head": Target(run=http_targets.head, seeds=http_targets.seeds, words=HTTP_WORDS),
    "http-framing": Target(run=http_targets.framing, seeds=http_targets.seeds, words=HTTP_WORDS),
    "http-decoding": Target(run=http_targets.decoding, seeds=http_targets.seeds, words=HTTP_WORDS),
    "warc-reader": Target(run=warc_targets.reader, seeds=warc_targets.seeds, words=WARC_WORDS, share=2),
    "warc-written": Target(run=warc_targets.written, seeds=warc_targets.written_seeds, words=HTTP_WORDS),
    "recovery": Target(run=recovery_target.recovery, seeds=recovery_target.seeds, words=WARC_WORDS, share=2),
}


def main(name: str, seconds: str, seed: str, folder: str) -> None:
    target, place = TARGETS[name], Path(folder)
    corpus, found, words = place / "corpus", place / "found", place / "words"
    for each in (corpus, found):
        each.mkdir(exist_ok=True)
    for number, data in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(data)
    words.write_text("".join(f'"{word}"\n' for word in target.words), "ascii")
    options = [
        f"-max_total_time={seconds}", f"-max_len={LONGEST_INPUT_BYTES}", "-len_control=0", f"-dict={words}",
        f"-rss_limit_mb={MOST_MB}", f"-timeout={STUCK_S}", f"-artifact_prefix={found}/", "-print_final_stats=1",
        f"-seed={seed}",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(corpus)], target.run)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
