from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_kit import ARTICLE, page_of

from crawler.model import Template
from crawler.page import Draft
from pipelines.body import read_body
from pipelines.body.choose import CONFIDENT, chosen, sight_of, verdict_of
from pipelines.body.features import NAMES
from pipelines.body.model import model_of, shipped
from pipelines.body.rules import is_no_text, ruling_of
from pipelines.trees import FORMS

VALUES = st.sampled_from([-2.0, -0.5, 0.0, 0.25, 0.5, 1.0, 7.0])
COLUMNS = st.integers(min_value=0, max_value=5)


@st.composite
def trees(draw: st.DrawFn) -> dict[str, Any]:
    """Return a tree grown by splitting leaves."""
    tree: dict[str, Any] = {"feature": [], "threshold": [], "child": [], "value": [draw(VALUES)]}
    for _ in range(draw(st.integers(min_value=0, max_value=6))):
        leaf = draw(st.integers(min_value=0, max_value=len(tree["value"]) - 1))
        name = len(tree["feature"])
        if name:
            tree["child"][tree["child"].index(-1 - leaf)] = name
        tree["feature"].append(draw(COLUMNS))
        tree["threshold"].append(draw(VALUES))
        tree["child"] += [-1 - leaf, -1 - len(tree["value"])]
        tree["value"].append(draw(VALUES))
    return tree


def walked(tree: dict[str, Any], row: list[float]) -> float:
    """Return a tree's answer, step by step."""
    at = 0 if tree["feature"] else -1
    while at >= 0:
        at = tree["child"][2 * at + (row[tree["feature"][at]] > tree["threshold"][at])]
    return float(tree["value"][-1 - at])


def joined(grown: list[dict[str, Any]]) -> dict[str, Any]:
    """Return trees as one: a child of the second counts on from the nodes and leaves of the first."""
    arrays: dict[str, list[Any]] = {name: [] for name in FORMS}
    for tree in grown:
        splits, leaves = len(arrays["feature"]), len(arrays["value"])
        arrays["roots"].append(splits if tree["feature"] else -1 - leaves)
        arrays["child"] += [at + splits if at >= 0 else at - leaves for at in tree["child"]]
        for name in ("feature", "threshold", "value"):
            arrays[name] += tree[name]
    return {"columns": list(NAMES), "depth": 6, "digest": "", **arrays}


@given(
    st.lists(trees(), min_size=1, max_size=5),
    st.lists(st.lists(VALUES, min_size=6, max_size=6), min_size=1, max_size=5),
)
def test_all_rows_at_once_are_as_each_by_itself(grown: list[dict[str, Any]], rows: list[list[float]]) -> None:
    model = model_of(joined(grown))
    expected = [1 / (1 + math.exp(-sum(walked(tree, row) for tree in grown))) for row in rows]
    table = np.array(rows, dtype=np.float32)
    assert model.sieve is not None
    assert model.scores(table) == pytest.approx(expected, rel=1e-5)
    assert replace(model, sieve=None).scores(table) == pytest.approx(expected, rel=1e-5)


def test_trees_with_many_leaves_are_walked() -> None:
    splits = 40
    chain = [at for split in range(splits) for at in (-1 - split, split + 1)]
    tree = {
        "feature": [0] * splits,
        "threshold": [float(split) for split in range(splits)],
        "child": [*chain[:-1], -1 - splits],
        "value": [float(leaf) for leaf in range(splits + 1)],
    }
    model = model_of({**joined([tree]), "depth": splits})
    assert model.sieve is None
    found = model.scores(np.array([[-1.0], [5.5], [99.0]], dtype=np.float32))
    assert found == pytest.approx([0.5, 1 / (1 + math.exp(-6)), 1.0])


def test_a_table_for_other_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="train it anew"):
        model_of({**joined([]), "columns": [*NAMES, "one-more"]})


def test_the_shipped_table_tells_its_data_and_is_small() -> None:
    model = shipped()
    assert len(model.digest) == 64
    assert len(model.roots) >= 50
    assert model.feature.max() < len(NAMES)
    assert np.isfinite(model.value).all()


def test_the_features_of_a_page() -> None:
    sight = sight_of(Draft.of(page_of(ARTICLE)))
    texts = [sight.ruling.rows[at].block.text for at in sight.asked]
    assert not any(text in {"Home", "World"} for text in texts)
    assert sight.table.shape == (len(texts), len(NAMES))
    assert np.isfinite(sight.table).all()
    heading = sight.table[texts.index("Ferries return")]
    told = dict(zip(NAMES, heading.tolist(), strict=True))
    assert (told["tag"], told["prose"], told["taken"], told["to_article"], told["to_aside"]) == (3, 0, 1, 2, 30)
    assert told["since_heading"] == 0
    assert told["taken-1"] == 0  # the share box
    assert told["taken+1"] == 1


def test_the_expected_f1_is_the_confidence() -> None:
    words = np.array([100.0, 50.0, 10.0])
    kept, confidence = verdict_of(words, np.array([1.0, 0.0, 1.0], dtype=np.float32))
    assert (kept.tolist(), confidence) == ([True, False, True], 1.0)
    _, unsure = verdict_of(words, np.array([0.5, 0.5, 0.65], dtype=np.float32))
    assert unsure < CONFIDENT
    assert verdict_of(words, np.zeros(3, dtype=np.float32))[1] == 0.0


UNDECIDED = joined([{"feature": [], "threshold": [], "child": [], "value": [0.0]}])


def test_an_unsure_table_leaves_it_to_the_rules() -> None:
    draft = Draft.of(page_of(ARTICLE))
    choice = chosen(draft, model=model_of(UNDECIDED))
    assert (choice.source, choice.confidence) == ("rules", 0.0)
    assert choice.blocks == [row.block for row in ruling_of(draft).taken]
    assert len(choice.blocks) > 5


@pytest.mark.parametrize(
    ("html", "template", "source"),
    [
        (ARTICLE, Template(), "learned"),
        (ARTICLE, Template(body=".story-body"), "template"),
        (ARTICLE, Template(body=".not-there"), "learned"),
    ],
)
def test_the_article_tells_how_its_body_was_chosen(html: str, template: Template, source: str) -> None:
    article = read_body(Draft.of(page_of(html, template=template))).article
    assert article.sources == {"body": source}
    assert article.notes == []


@pytest.mark.parametrize(
    "label", ["Advertisement", "ADVERTISEMENT", "Article continues after ad", "— Anzeige —", "Реклама"]
)
def test_what_stands_above_an_advertisement_is_no_text(label: str) -> None:
    assert_left_out(label)


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe to read the full story",
        "Subscribe today to read this premium article.",
        "Register to read on",
        "Sign in to continue reading.",
        "Log in or register to keep reading",
        "Already a subscriber? Log in",
        "You have read all of your free articles this month. Subscribe for a ferry ticket a day.",
        "Bereits Abonnent? Hier anmelden",
        "Déjà abonné ? Se connecter",
        "¿Ya eres suscriptor? Inicia sesión",
        "Уже подписаны? Войти",
        "저작권자 © 등대일보 무단전재 및 재배포 금지",
        "<저작권자(c) 등대통신, 무단 전재-재배포 금지>",
        "※無断転載を禁じます。",
        "未经授权，不得转载。",
        "انتهای پیام/",
        "© 2031 The Lantern",
        "Baca juga: Kapal feri baru tiba di pulau",
        "Lesen Sie auch: Die neue Fähre kommt im Frühjahr",
        "À lire aussi : le bac reprend du service",
        "اقرأ أيضا: العبارة الجديدة تصل في الربيع",
    ],
)
def test_what_leads_to_a_subscription_or_ends_a_text_is_no_text(line: str) -> None:
    assert_left_out(line)


@pytest.mark.parametrize(
    "line",
    [
        "Bereits Abonnenten der ersten Stunde standen am Samstag vor der geschlossenen Fähre und warteten.",
        "Already subscribed shares of the ferry company were sold on Monday at half of their price.",
        "Bereits Abonnent war der Kapitän, als am Samstag die erste Fähre ohne Zeitungen anlegte.",
        "Déjà abonné aux retards, le bac de la côte est resté à quai samedi avec onze passagers.",
        "Уже подписаны договоры о двух новых паромах, сказал в субботу начальник порта.",
        "Sign up to keep a berth on the ferry by Saturday, the harbour master told the passengers.",
        "Register to keep your vote: the harbour strikes off all who have not answered its letter, it said.",
        "Subscribe to continue the work of the lifeboats, the captain asked the guests of the ferry.",
        "Sign up to read the names of the drowned aloud, the vicar asked the people of Low Harbour.",
        "Sign up to read more books on the ferry: that is what the library asks of its passengers.",
        "저작권자인 김등대 씨는 월요일에 배를 타고 섬으로 떠났다고 말했다.",
        "版权所有者王先生星期一乘渡轮前往小岛，他说要向报社索赔，还要求法院尽快开庭。",
        "未经许可不得转载的声明星期一引起港口居民的讨论，他们说渡轮的时刻表应当公开。",
        "無断転載を禁止する規則について、港の新聞は月曜日に説明したと発表した。",
        "انتهای پیام ناخدا در روز شنبه برای مسافران کشتی پخش شد، اما کسی آن را نشنید.",
        "無断転載が問題になり、港の新聞は月曜日に謝罪したと発表した。",
    ],
)
def test_text_about_subscribers_and_rights_is_text(line: str) -> None:
    (block,) = page_of(f"<p>{line}</p>").blocks
    assert block.text == line
    assert not is_no_text(block)


def assert_left_out(label: str) -> None:
    paragraphs = [
        f"<p>The last ferry of winter {number} left Low Harbour on Sunday with eleven passengers.</p>"
        for number in range(4)
    ]
    html = f"<article><h1>Ferry</h1>{f'<p>{label}</p>'.join(paragraphs)}</article>"
    body = read_body(Draft.of(page_of(html))).article.body or ""
    assert label not in body
    assert body.count("Low Harbour") == 4


def test_what_is_no_body_whatever_the_scores() -> None:
    text = "The last ferry of the winter left Low Harbour on Sunday evening with eleven passengers."
    html = (
        f"<h1>Ferry</h1><p><a href=/>News</a> &gt; <a href=/c>Coast</a></p><div><p>{text}</p><span>3/12</span><p>{text[:-1]}!</p>"
        f"<article class=teaser><p>{text[:-1]} once.</p></article><p><a href=/f>Front page</a> | <a href=/w>Write to us</a></p></div>"
    )
    sight = sight_of(Draft.of(page_of(html)))
    assert [sight.ruling.rows[at].block.text for at in sight.asked] == ["Ferry", text, f"{text[:-1]}!"]
