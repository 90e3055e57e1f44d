"""What the trained tables are known to get wrong about mirror addresses: told, and noticed when it is mended."""

from __future__ import annotations

import pytest

WRONG = frozenset(
    {
        "test_claims[en sentence, list, share bar]",
        "test_a_row_that_says_blocked_offers_nothing",
        "test_a_sentence_that_names_another_outlet_is_about_it[sentence0]",
        "test_a_sentence_that_names_another_outlet_is_about_it[sentence1]",
        "test_addresses_of_something_else_beside_telling_words[another thing of ours]",
        "test_addresses_of_something_else_beside_telling_words[what was lost]",
        "test_addresses_of_something_else_beside_telling_words[for sources]",
        "test_addresses_of_something_else_beside_telling_words[software]",
        "test_addresses_of_something_else_beside_telling_words[another outlet's]",
        "test_a_link_to_something_else_of_the_outlet",
        "test_headings_of_a_page_about_ways_to_read_the_outlet_are_labels",
        "test_badges_without_words[note5-claims5]",
        "test_an_answer_about_the_site",
        "test_else_its_ways_are_no_claims[another's]",
        "test_else_its_ways_are_no_claims[a channel's]",
        "test_a_list_tells_once_whose_ways_it_has",
    }
)
"""Names of tests that show it: short pages, of which the measured batches (test_claim_pages.py) have hundreds."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.name in WRONG and "test_mirrors" in str(item.path):
            item.add_marker(pytest.mark.xfail(strict=True, reason="the tables get it wrong (docs/mirrors.md)"))
