"""Import rules that import-linter cannot say: who may use which library, and how our own modules are named."""

from __future__ import annotations

import ast
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from house.tree import PACKAGES, ROOT, imported_modules, imports, python_files, relative

if TYPE_CHECKING:
    from pathlib import Path

ONLY_IN = {
    "scrapy": (
        "crawler/cli.py",
        "crawler/commands/",
        "crawler/fetch/",
        "crawler/reread/work.py",
        "crawler/settings.py",
        "spiders/",
        "pipelines/",
    ),
    "twisted": ("crawler/commands/", "crawler/fetch/", "spiders/", "pipelines/"),
    "warcio": ("crawler/warc/",),
    "fastwarc": ("crawler/warc/",),
    "isal": ("crawler/warc/", "crawler/http/"),
    "sqlalchemy": ("crawler/index/", "crawler/schedule/store.py"),  # plans do not follow from the WARC files
    "alembic": ("crawler/index/",),
    "rich": ("crawler/commands/", "crawler/fetch/"),
    "tomlkit": ("crawler/outlets/",),
    "dbos": ("crawler/schedule/engine.py", "crawler/schedule/uploads.py"),
    "pyarrow": ("crawler/export/parquet/",),
    "cryptography": ("crawler/export/wacz/datapackage.py", "crawler/fetch/guard/certificate.py"),
    "prometheus_client": ("crawler/watch/samples.py",),
    "fsspec": ("crawler/archive/places/store.py",),
    "ray": ("crawler/reread/runners/cluster.py",),
    "croniter": ("crawler/schedule/rhythm.py",),
}
WITHOUT_SCRAPY = ("model", "http", "url", "warc", "index", "page", "archive", "outlets")
HEAVY = ("scrapy", "twisted")


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_stays_in_its_rooms(library: str) -> None:
    strays = [
        f"{relative(path)}:{line}"
        for path in python_files(*PACKAGES)
        for module, line in imported_modules(path)
        if module.partition(".")[0] == library and not relative(path).startswith(ONLY_IN[library])
    ]
    assert strays == []


def test_nobody_imports_the_bare_package() -> None:
    """`import crawler` and `import crawler.page` bind the name that every `from_crawler(cls, crawler)` shadows."""
    bare = [
        f"{relative(path)}:{node.lineno}"
        for path in python_files()
        for node in imports(path)
        if isinstance(node, ast.Import) and any(_binds_crawler(alias) for alias in node.names)
    ]
    assert bare == []


def test_sites_do_not_import_each_other() -> None:
    found = [
        f"{relative(path)}:{line}"
        for path in python_files("spiders/sites")
        for module, line in imported_modules(path)
        if module.startswith("spiders.sites")
    ]
    assert found == []


@pytest.mark.parametrize("room", WITHOUT_SCRAPY)
def test_a_room_without_scrapy_stays_without_it(room: str) -> None:
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in python_files(f"crawler/{room}")
        if path.name != "env.py"  # Alembic's own entry, run only by Alembic
    ]
    code = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)\n"
    code += f"print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code, *names], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.stdout.strip(), ran.stderr) == ("", "")


def test_the_overview_of_commands_starts_quickly() -> None:
    """What only a crawl, an archive or a reader needs is loaded by the command that needs it."""
    heavy = ("archive", "index", "outlets", "page", "replay", "warc", "web")
    names = [*(f"crawler.{room}" for room in heavy), "dbos", "numpy", "sqlalchemy", "starlette", "tomlkit"]
    code = f"import atexit, sys\natexit.register(lambda: print(sorted(set({names!r}) & set(sys.modules)), file=sys.stderr))\n"
    code += "from crawler.cli import main\nmain(['microfiche', '--help'])"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr.strip()) == (0, "[]")
    assert "Archive a site" in ran.stdout


@pytest.mark.parametrize(
    ("setting", "loaded"),
    [
        ("ARCHIVE_PROGRESS=0", []),
        ("TELNETCONSOLE_ENABLED=1", ["twisted.conch"]),
        ("REMOTE_CONTROL_ENABLED=1", ["aiohttp"]),
        ("COOKIES_ENABLED=1", ["tldextract"]),
    ],
)
def test_a_crawl_loads_nothing_that_is_turned_off(tmp_path: Path, setting: str, loaded: list[str]) -> None:
    names = ["aiohttp", "tldextract", "twisted.conch"]
    code = f"import atexit, sys\natexit.register(lambda: print(*sorted(set({names!r}) & set(sys.modules))))\n"
    code += "from crawler.cli import main\nmain(['microfiche', *sys.argv[1:]])"
    command = [sys.executable, "-c", code, "crawl", "news", "-a", "seeds=http://127.0.0.1:9/", "-s", "RETRY_TIMES=0"]
    ran = subprocess.run([*command, "-s", setting], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout.split()) == (1, loaded), ran.stderr


def _binds_crawler(alias: ast.alias) -> bool:
    return alias.asname in {None, "crawler"} and alias.name.partition(".")[0] == "crawler"
