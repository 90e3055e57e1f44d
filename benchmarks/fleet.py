"""Machines that crawl many outlets into one archive while some of them are lost and come back, and what did not hold.

    python benchmarks/fleet.py [--outlets 200] [--seed N] [--proxies] [--keep] [--folder FOLDER]

Each machine is a folder with a `microfiche work` of its own. They share a PostgreSQL and an S3 server behind
proxies that cut connections. Workers are killed and paused, machines put to sleep or cut off, one or two at once, until
nearly all outlets are crawled. Then the database, the archive and the newspapers' own logs must say: each due crawl ran
to its end, never two of an outlet at once; nothing that was acknowledged is lost; what is in the store is whole, and
nothing is left elsewhere. Exit code 1 when anything did not hold; with --keep all files stay to be looked at.

Where network namespaces may be made, each machine has one, and a cut is silent; else, and with --proxies, proxies cut.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from trials.fleet.network import may_have_namespaces
from trials.fleet.order import Order, Report, run_in_process

EDITIONS = 5


def main() -> int:
    options = parsed()
    in_namespaces = not options.proxies and may_have_namespaces()
    print(f"seed {options.seed}, {'a network namespace for each machine' if in_namespaces else 'proxies that cut'}")
    order = Order(
        outlets=options.outlets,
        workers=options.workers,
        slots=options.slots,
        editions=EDITIONS,
        seed=options.seed,
        in_namespaces=in_namespaces,
    )
    folder = Path(tempfile.mkdtemp(dir=options.folder))
    try:
        report = run_in_process(order, folder)
    finally:
        if options.keep:
            print(f"all files are in {folder}")
        else:
            shutil.rmtree(folder)
    show(report)
    return 1 if report.wrong else 0


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--outlets", type=int, default=200)
    parser.add_argument("--workers", type=int, default=3, choices=range(2, 7))
    parser.add_argument("--slots", type=int, default=2, help="crawls at once, of each worker")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--proxies", action="store_true")
    parser.add_argument("--keep", action="store_true")
    return parser.parse_args()


def show(report: Report) -> None:
    print("| what was done to a machine | times | crawls it had | taken over after, s | back after, s |")
    print("|---|---|---|---|---|")
    kinds = defaultdict(list)
    for harm in report.harms:
        kinds[harm.kind].append(harm)
    for kind, harms in kinds.items():
        taken = spread([harm.taken_over_s for harm in harms if harm.crawls])
        back = spread([harm.back_s for harm in harms])
        print(f"| {kind} | {len(harms)} | {sum(harm.crawls for harm in harms)} | {taken} | {back} |")
    print(f"\n{report.crawls} crawls, {report.requests} requests, {report.took_s:.0f} s")
    print(f"{report.captures} captures in {report.files} WARC files; {report.cuts} connections to the store were cut")
    print(
        f"{report.acknowledged} captures and articles were acknowledged before harm; {len(report.wrong)} things wrong"
    )
    print(f"{report.requisites_left} photos and style sheets are left until their pages are due again")
    print(f"{report.late} requests of crawls that were already another machine's: under way when it was lost")
    print(*report.wrong, sep="\n")


def spread(found: list[float | None]) -> str:
    seconds = [each for each in found if each is not None]
    return f"{min(seconds):.0f} to {max(seconds):.0f}" if seconds else "–"


if __name__ == "__main__":
    raise SystemExit(main())
