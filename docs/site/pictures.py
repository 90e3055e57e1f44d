"""Takes the pictures of the reading room that docs/ shows: `./dev pictures`. Needs Chromium; asks the loopback only.

The demo newspaper is crawled on some days of its month, each under the clock of its day; then the reading room is
opened and looked at. `./dev pictures FOLDER` looks at every page light, dark and narrow, for who changes them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

if TYPE_CHECKING:
    from collections.abc import Iterator

PLACE = Path(__file__).parent.parent / "pictures"
MOST_BYTES = 150_000
DAYS = (1, 2, 3, 4, 6, 9)
OUTLET = "The Tidewater Gazette"
LEAD = '"new crane lifts its first load"'
WIDTH, HEIGHT = 1180, 640
SHOWN = ("home", "search", "article", "versions", "beside", "calendar", "mirrors", "coverage")
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": {"width": WIDTH, "height": HEIGHT}},
    "dark": {"color_scheme": "dark", "viewport": {"width": WIDTH, "height": HEIGHT}},
    "narrow": {"color_scheme": "light", "viewport": {"width": 390, "height": 844}},
}


def crawl(folder: Path) -> None:
    """Archive the newspaper on each of `DAYS` in *folder*."""
    order = {"archive": str(folder), "days": DAYS, "whole": True, "settings": {"ARCHIVE_REQUISITES": "page"}}
    command = [sys.executable, "-m", "crawl.month_of_crawls"]
    subprocess.run(command, input=json.dumps(order), text=True, stdout=subprocess.DEVNULL, check=True)


@contextmanager
def reading_room(folder: Path) -> Iterator[str]:
    """Open the reading room of the archive in *folder*; yield its address without a slash at the end."""
    command = [sys.executable, "-m", "crawler.cli", "serve", "--port", "0", "-s", f"ARCHIVE={folder}"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    with closing(process.stderr):
        line = process.stderr.readline()
        try:
            yield line.partition(" at ")[2].partition(" ")[0].rstrip("/")
        finally:
            process.terminate()
            process.wait()


def pages(address: str) -> dict[str, str]:
    """Return the path of each page that is looked at, by the name of its picture."""
    lead, arabic, edited = (_first(address, words) for words in (LEAD, "lang:ar", '"entry 100"'))
    home = quote(f"http://{urlsplit(lead['url']).netloc}/", safe="")
    return {
        "home": "/",
        "search": "/search?q=harbour+has%3Aphotos",
        "article": f"/article/{lead['record_id']}",
        "arabic": f"/article/{arabic['record_id']}",
        "versions": f"/article/{edited['record_id']}/versions",
        "beside": f"/article/{lead['record_id']}/beside",
        "calendar": f"/captures?url={home}",
        "mirrors": f"/outlet?name={quote(OUTLET)}",
        "coverage": "/coverage?from=2026-11-16&to=2026-12-01",
        "jobs": "/jobs",
        "outlets": "/outlets",
    }


def _first(address: str, words: str) -> dict[str, Any]:
    with urlopen(f"{address}/api/search?limit=1&q={quote(words)}") as answer:
        story: dict[str, Any] = json.load(answer)["found"][0]
    return story


def main() -> None:
    everything = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("pictures: no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory(prefix="microfiche-pictures-") as room, sync_playwright() as driver:
        folder = Path(room) / "archive"
        crawl(folder)
        opened = driver.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        with reading_room(folder) as address:
            for look, options in LOOKS.items() if everything else [("light", LOOKS["light"])]:
                page = opened.new_page(**options)
                for name, path in pages(address).items():
                    if not everything and name not in SHOWN:
                        continue
                    page.goto(address + path, wait_until="networkidle")
                    _take(page, everything / f"{name}-{look}.png" if everything else PLACE / f"{name}.png")
        opened.close()


def _take(page: Any, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)
    size = path.stat().st_size
    sys.stderr.write(f"{path.name}: {size / 1000:.0f} kB\n")
    if size > MOST_BYTES and path.parent == PLACE:
        sys.exit(f"pictures: {path.name} has more than {MOST_BYTES} bytes")


if __name__ == "__main__":
    main()
