"""Every metric is named in one table, has its line in the documents, and is told by somebody."""

from __future__ import annotations

import re

from house.tree import document, python_files, relative, string_literals

from crawler.watch.names import METRICS

NAME = re.compile(r"microfiche_[a-z_]*[a-z]")
PREFIXES = {"microfiche_run_", "microfiche_disk_"}
"""Of names that are put together in the code."""


def test_every_metric_has_its_line() -> None:
    lines = dict(re.findall(r"^\| `(microfiche_[a-z_]+)(?:\{([a-z,]*)\})?` \| ", document("watching.md"), re.MULTILINE))
    assert lines == {name: ",".join(metric.labels) for name, metric in METRICS.items()}


def test_no_metric_is_told_that_is_not_in_the_table() -> None:
    told = {
        text
        for path in python_files("crawler/watch")
        if relative(path) != "crawler/watch/names.py"
        for text in string_literals(path)
        if NAME.fullmatch(text)
    }
    assert told - set(METRICS) == set()
    assert {name for name in set(METRICS) - told if not name.startswith(tuple(PREFIXES))} == set()
