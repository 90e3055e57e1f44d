"""Requests made from the API's own description: none gives a server error, all answers are as described."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from rooms.web.room_kit import FIRST_AT, article, hostile
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from crawler.config import ArchiveConfig
from crawler.index import Index
from crawler.web import Access, reading_room

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def description(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("fuzzed")
    with Index.open(folder / "index.sqlite") as index:
        for each in (article(1, "The ferry is late."), hostile(2)):
            index.add_article(each, record_id=each.record_id or "")
        index.commit()
        access = Access(names=frozenset({"testserver"}))
        app = reading_room(index, ArchiveConfig(folder=folder), access=access, now=lambda: FIRST_AT)
        yield schemathesis.openapi.from_asgi("/api/openapi.json", app)


@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_any_request(description: Any, mode: GenerationMode) -> None:
    tried = []
    for found in description.get_all_operations():
        operation = found.ok()
        tried.append(operation.path)
        if mode is GenerationMode.NEGATIVE and not operation.definition.raw["parameters"]:
            continue  # nothing that could be wrong

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        def any_request(case: Any) -> None:
            case.validate_response(case.call(), checks=CHECKS)

        any_request()
    assert len(tried) == 10
