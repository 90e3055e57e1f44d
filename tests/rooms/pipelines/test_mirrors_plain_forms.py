"""The plainest ways to say where an outlet can be read are understood in each language, wherever they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rooms.pipelines.plain_form_pages import FORMS, LANGUAGES, OTHERS, PLACES, form_draft

from pipelines.mirrors import read_mirrors

if TYPE_CHECKING:
    from crawler.model import MirrorAddress


def claims_of(form: str, language: str, place: str) -> list[MirrorAddress]:
    return read_mirrors(form_draft(form, language, place)).article.mirrors


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_a_plain_form_is_read(form: str, language: str, place: str) -> None:
    claims = claims_of(FORMS[form][language], language, place)
    found = [claim.kind if claim.scope == "site" else f"{claim.kind}:{claim.scope}" for claim in claims]
    assert found == FORMS[form]["kind"].split()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("other", OTHERS)
def test_a_plain_sentence_about_something_else_is_not(other: str, language: str, place: str) -> None:
    assert claims_of(OTHERS[other][language], language, place) == []
