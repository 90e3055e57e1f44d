"""Credits behind a caption in the forms of many agencies and languages."""

from __future__ import annotations

import pytest

from pipelines.captions import split_credit

SEVERAL_NAMES = [
    ("A ferry leaves. Jane Roe / AFP", "A ferry leaves.", ["Jane Roe / AFP"]),
    ("A ferry leaves. JANE ROE / AFP / Getty Images", "A ferry leaves.", ["JANE ROE / AFP / Getty Images"]),
    ("A ferry leaves at 5 p.m. J. Roe / AFP", "A ferry leaves at 5 p.m.", ["J. Roe / AFP"]),
    ("A ferry in Brest / AFP", "A ferry in Brest", ["AFP"]),
    ("Jane L. Roe / The Harbour / AFP", None, ["Jane L. Roe / The Harbour / AFP"]),
    ("Паром отходит. Анна Лис / Коммерсантъ", "Паром отходит.", ["Анна Лис / Коммерсантъ"]),
    ("A ferry leaves. Jane Roe | AFP | Getty Images", "A ferry leaves.", ["Jane Roe", "AFP", "Getty Images"]),
    ("A ferry leaves | Jane Roe | AFP", "A ferry leaves", ["Jane Roe", "AFP"]),
    ("A ferry leaves. AP Photo/Jane Roe", "A ferry leaves.", ["AP Photo/Jane Roe"]),
    ("Foto: Getty Images / Jane Roe", None, ["Getty Images / Jane Roe"]),
    ("Sebuah feri berangkat. ANTARA FOTO/Jane Roe/jr", "Sebuah feri berangkat.", ["ANTARA FOTO/Jane Roe/jr"]),
]
WORDS = [
    ("A ferry leaves. (Staff photo by Jane Roe)", "A ferry leaves.", ["Jane Roe"]),
    ("A ferry leaves. File photo by Jane Roe", "A ferry leaves.", ["Jane Roe"]),
    ("A ferry leaves. AFP/Jane Roe Purchase Licensing Rights, opens new tab", "A ferry leaves.", ["AFP/Jane Roe"]),
    ("A barca parte do cais. (Foto: Divulgação)", "A barca parte do cais.", ["Divulgação"]),
    ("Το πλοίο φεύγει / ΦΩΤΟΓΡΑΦΙΑ: Άννα Ρήγα", "Το πλοίο φεύγει", ["Άννα Ρήγα"]),
    ("เรือออกจากท่า (ภาพ: รอยเตอร์)", "เรือออกจากท่า", ["รอยเตอร์"]),
]


@pytest.mark.parametrize(("text", "caption", "names"), [*SEVERAL_NAMES, *WORDS])
def test_credit_is_cut_off_as_a_whole(text: str, caption: str | None, names: list[str]) -> None:
    split = split_credit(text)
    assert (split.caption, list(split.credits)) == (caption, names)


@pytest.mark.parametrize(
    "text",
    [
        "A file photo by Jane Roe shows the ferry on the quay",
        "The mayor of Brest | The ferry of Roscoff",
    ],
)
def test_sentences_keep_their_words(text: str) -> None:
    split = split_credit(text)
    assert (split.caption, split.credits) == (text, ())
