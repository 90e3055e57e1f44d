from __future__ import annotations

import time

import pytest
from page_kit import ARTICLE, HURTFUL, page_of

from crawler.model import Article, Template, TextBlock
from crawler.page import Draft, run_steps
from pipelines.body import read_body
from pipelines.body.rules import is_aside_title, is_boilerplate
from pipelines.metadata import read_metadata

ONE = "The council met again on Monday and spoke for two hours about the old bridge."
TWO = "Nobody could say what the repair will cost, nor when the ferries will stop."
THREE = "A decision is expected next week, when all members are back in town."


def read(html: str, template: Template | None = None) -> Article:
    return run_steps(Draft.of(page_of(html, template=template)), [read_metadata, read_body]).article


def test_the_body_as_typed_blocks() -> None:
    article = read(ARTICLE)
    assert [(block.kind, block.text[:22]) for block in article.blocks] == [
        ("paragraph", "Engineers worked throu"),
        ("paragraph", "The harbour bridge was"),
        ("paragraph", "“We checked every bolt"),
        ("heading", "Ferries return"),
        ("paragraph", "The small ferries, whi"),
        ("list_item", "The northern lane is o"),
        ("list_item", "Lorries must wait unti"),
        ("quote", "No one was hurt, and t"),
        ("paragraph", "The town council will "),
    ]
    assert article.body == "\n\n".join(block.text for block in article.blocks)


def test_the_cells_of_a_row_are_one_block() -> None:
    html = (
        f"<h1>T</h1><article><p>{ONE}</p><table><tr><th>Lane<th>Open<tr><td>North<td>yes</table><p>{TWO}</p></article>"
    )
    rows = [block.text for block in read(html).blocks if block.kind == "table_row"]
    assert rows == ["Lane Open", "North yes"]


def test_paragraphs_in_one_cell_stay_apart() -> None:
    html = f"<h1>T</h1><table><tr><td>{ONE}<br><br>{TWO}<br><br>{THREE}<br><br>Short.</table>"
    article = read(html)
    assert [(block.kind, block.text) for block in article.blocks][:3] == [
        ("paragraph", ONE),
        ("paragraph", TWO),
        ("paragraph", THREE),
    ]


def test_claimed_blocks_of_other_roles_are_left_out() -> None:
    page = page_of(f"<article><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p></article>")
    article = read_body(Draft.of(page).claim([1], "mirror")).article
    assert article.body == f"{ONE}\n\n{THREE}"


def test_the_standfirst_comes_first_and_once() -> None:
    page = page_of(f"<article><p>{ONE}</p><h2>{TWO}</h2><p>{TWO}</p><p>{THREE}</p></article>")
    article = read_body(Draft.of(page).claim([1], "standfirst")).article
    assert article.body == f"{TWO}\n\n{ONE}\n\n{THREE}"


@pytest.mark.parametrize(
    "furniture",
    [
        "<div class='related-articles'><p>{}</p></div>",
        "<div id='newsletter-signup'><p>{}</p></div>",
        "<aside><p>{}</p></aside>",
        "<div class='cookie-banner'><p>{}</p><p>{}</p><p>{}</p></div>",
        "<section class='authorBox'><p>{}</p></section>",
        "<ul><li><a href=/1>{}</a></li></ul>",
        "<figure><img src=a.jpg><figcaption>{}</figcaption></figure>",
        "<article class='teaser'><p>{}</p></article>",
    ],
)
def test_furniture_is_no_body(furniture: str) -> None:
    other = "Something quite different that happened elsewhere, told in a full sentence."
    html = f"<h1>Bridge</h1><div><p>{ONE}</p><p>{TWO}</p>{furniture.replace('{}', other)}<p>{THREE}</p></div>"
    assert read(html).body == f"{ONE}\n\n{TWO}\n\n{THREE}"


def test_a_second_article_below_is_another_one() -> None:
    html = f"<article><h1>Bridge talks</h1><p>{ONE}</p><p>{TWO}</p></article><article><h2>Bread</h2><p>{THREE}</p></article>"
    assert read(html).body == f"{ONE}\n\n{TWO}"


@pytest.mark.parametrize(
    ("box", "line", "body"),
    [
        ("<div class=story>{}</div>", "<p class=byline>By Ada Lind</p>", f"{ONE}\n\n{TWO}"),
        ("<section><div>{}</div></section>", "<span class=author>Ada Lind</span>", f"{ONE}\n\n{TWO}"),
        # Parts of one story have no byline, and two titles one below the other are those of one.
        ("<section>{}</section>", "", f"{ONE}\n\n{TWO}\n\nBread\n\n{THREE}\n\n{ONE[:-1]}, and then again."),
    ],
)
def test_a_second_story_of_the_same_make_is_another_one(box: str, line: str, body: str) -> None:
    first = box.format(f"<h1>Bridge talks</h1>{line}<p>{ONE}</p><p>{TWO}</p>")
    second = box.format(f"<h1>Bread</h1>{line}<p>{THREE}</p><p>{ONE[:-1]}, and then again.</p>")
    assert read(f"<title>Bridge talks</title>{first}{second}").body == body


@pytest.mark.parametrize(
    "line",
    ["<time datetime=2031-03-0{}T10:00>{} March</time>", "<span class=date>5 March 2031, 1{}:{}0</span>"],
)
def test_updates_of_one_story_with_their_times_are_its_body(line: str) -> None:
    update = "<section class=update><h1>{}</h1>{}<p>{}</p></section>"
    told = [("Bridge talks", ONE), ("What the ferrymen say", TWO), ("What comes next", THREE)]
    updates = "".join(update.format(title, line.format(n, n), text) for n, (title, text) in enumerate(told, 3))
    body = read(f"<title>Bridge talks</title><main>{updates}</main>").body or ""
    assert [text for text in (ONE, TWO, THREE) if text in body] == [ONE, TWO, THREE]


def test_a_box_with_the_headline_alone_has_its_text_in_the_next() -> None:
    line = "<p class=byline>By Ada Lind, 5 March 2031</p>"
    story = f"<div class=row><h1>Why it matters</h1>{line}<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p></div>"
    assert ONE in (
        read(f"<title>Bridge talks</title><div class=row><h1>Bridge talks</h1>{line}</div>{story}").body or ""
    )


def test_a_template_names_the_body_and_what_to_drop() -> None:
    html = f"<div class=x><p>{ONE}</p><p>{THREE}</p><p>{THREE[:-1]}!</p></div><div class=related><p>{TWO}</p><b>{ONE}</b></div>"
    assert read(html, Template(body=".related", drop=("b",))).body == TWO


def test_a_body_that_a_site_has_read_stays() -> None:
    draft = Draft.of(page_of(ARTICLE)).with_article(body="Mine.", blocks=[TextBlock(kind="paragraph", text="Mine.")])
    assert read_body(draft) is draft


@pytest.mark.parametrize("html", ["", "<p>short</p>", "<nav><a href=/a>One</a></nav>", "\0" * 100])
def test_no_text_is_no_body_and_a_note(html: str) -> None:
    article = read(html)
    assert (article.body, article.blocks) == (None, [])
    assert "no body found" in article.notes


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        ("Related Articles:", True),
        ("MEHR ZUM THEMA", True),
        ("More from Sport", True),
        ("More than a bridge fell down", False),
    ],
)
def test_titles_of_asides(text: str, *, aside: bool) -> None:
    assert is_aside_title(text) is aside


@pytest.mark.parametrize("body", HURTFUL, ids=lambda body: repr(body[:24]))
def test_pages_meant_to_hurt_are_read_in_bounded_time(body: bytes) -> None:
    started = time.process_time()
    draft = run_steps(Draft.of(page_of(body)), [read_metadata, read_body])
    assert not [note for note in draft.article.notes if "failed" in note]
    assert time.process_time() - started < 5


def test_a_text_that_is_printed_twice_is_taken_once() -> None:
    html = f"<h1>T</h1><article><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p><p>{ONE}</p><p>Yes.</p><p>{TWO}</p></article>"
    paragraphs = (read(html).body or "").split("\n\n")
    assert [paragraphs.count(text) for text in (ONE, TWO, THREE)] == [1, 1, 1]


@pytest.mark.parametrize("first", [True, False])
def test_a_block_that_holds_the_whole_text_once_more_is_not_taken(*, first: bool) -> None:
    told = [
        f"{ONE} It was the {n}th time that they met{' again' * n}. {TWO} They left at {n} past ten." for n in range(12)
    ]
    copy = f"<pre># Bridge talks\n\n{' '.join(told)}</pre>"
    prose = "".join(f"<p>{text}</p>" for text in told)
    html = f"<article><h1>Bridge talks</h1>{copy if first else ''}{prose}{'' if first else copy}</article>"
    assert read(html).body == "\n\n".join(told)


def test_cards_of_other_stories_are_no_body() -> None:
    card = "<li class=i><h5><a href=/w/{0}>The ferry is late</a></h5><div>The {0} ferries of the sound were late, and nobody knew why.</div></li>"
    cards = f"<ul>{''.join(card.format(n) for n in range(2, 6))}</ul>"
    prose = f"<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p><p>{ONE[:-1]}, and then again.</p><p>{TWO[:-1]}, she said.</p>"
    body = read(f"<h1>Bridge talks</h1><div class=text>{prose}{cards}</div>").body or ""
    assert "ferries of the sound" not in body
    assert THREE in body


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Unlimited online access to the Gazette and 15 news sites.", True),
        ("This article is exclusive to our subscribers.", True),
        ("Il vous reste 57.09% de cet article à lire.", True),
        ("An dieser Stelle finden Sie einen externen Inhalt.", True),
        ("Unlimited patience is asked of the ferry's passengers.", False),
        ("This article is for my mother.", False),
    ],
)
def test_lines_that_papers_put_in_front_of_the_rest(text: str, *, found: bool) -> None:
    assert is_boilerplate(text) is found


def test_what_a_paper_offers_for_signing_in_is_not_the_article() -> None:
    offers = "".join(
        f"<li>Share your thoughts on {what} in the comments.</li>" for what in ("ferries", "storms", "ports")
    )
    box = f"<div class='story__sign-in-group'><header><ul>{offers}</ul></header></div>"
    paragraphs = [
        f"The ferry left its pier for the {n}th time on Monday, with two hundred guests." for n in range(2, 9)
    ]
    story = [f"<p>{text}</p>" for text in paragraphs]
    html = f"<article><h1>The ferry leaves</h1>{''.join(story[:4])}{box}{''.join(story[4:])}</article>"
    assert (read(html).body or "").split("\n\n") == paragraphs
