"""Numbers in the text format of Prometheus, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from prometheus_client import generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.parser import text_string_to_metric_families

from crawler.watch.names import METRICS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from prometheus_client.metrics_core import Metric

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Sample:
    """One number."""

    name: str
    """One of `METRICS`."""
    value: float
    labels: tuple[str, ...] = ()
    """Values of its labels, in the order in which `METRICS` names them."""


class _Collected:
    """What `generate_latest` takes in the place of a registry."""

    def __init__(self, samples: Iterable[Sample]) -> None:
        self._samples = list(samples)

    def collect(self) -> Iterator[Metric]:
        for name, metric in METRICS.items():
            own = [sample for sample in self._samples if sample.name == name]
            if not own:
                continue
            make = CounterMetricFamily if metric.kind == "counter" else GaugeMetricFamily
            family = make(name, metric.help, labels=metric.labels)
            for sample in own:
                family.add_metric([_text(value) for value in sample.labels], sample.value)
            yield family


def text_of(samples: Iterable[Sample]) -> str:
    """Return *samples* as Prometheus reads them, in the order of `METRICS`."""
    return generate_latest(_Collected(samples)).decode("utf-8")


def samples_in(text: str) -> list[Sample]:
    """Return the samples of ours in *text*. Raises `ValueError` for what is not in that format."""
    found = []
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            metric = METRICS.get(sample.name)
            if metric is not None:
                labels = tuple(sample.labels.get(label, "") for label in metric.labels)
                found.append(Sample(sample.name, sample.value, labels))
    return found


def _text(value: str) -> str:
    # A name from a page may hold halves of surrogate pairs, which are no text that UTF-8 knows.
    return value.encode("utf-8", "replace").decode("utf-8")
