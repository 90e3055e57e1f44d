"""Credits in the words of many languages, what is told to those who hear a page, and credits without a word."""

from __future__ import annotations

import time

import pytest
from rooms.pipelines.caption_kit import told

from pipelines.captions import split_credit

OF_LANGUAGES = [
    ("پاپۆڕێک لە بەندەر - وێنە: ئاسۆ عەلی", "پاپۆڕێک لە بەندەر", ["ئاسۆ عەلی"]),
    ("پاپۆڕەکە دەڕوات. فۆتۆ: ئاسۆ عەلی", "پاپۆڕەکە دەڕوات.", ["ئاسۆ عەلی"]),
    ("Keştî ji benderê diçe. Wêne: Jane Roe", "Keştî ji benderê diçe.", ["Jane Roe"]),
    ("بېړۍ له بندر ځي. انځور: شفیق", "بېړۍ له بندر ځي.", ["شفیق"]),
    ("پاراخوت بەندەردە. سۈرەت: ئەركىن", "پاراخوت بەندەردە.", ["ئەركىن"]),
    ("ጀልባው ከወደቡ ሲወጣ (ፎቶ፡ ዳንኤል ጌታቸው)", "ጀልባው ከወደቡ ሲወጣ", ["ዳንኤል ጌታቸው"]),
    ("Doontu way ka baxaysaa dekedda [Sawir: The Harbour]", "Doontu way ka baxaysaa dekedda", ["The Harbour"]),
    ("Hoto: Jane Roe/HP", None, ["Jane Roe/HP"]),
    ("Kivuko kikiondoka bandarini. Picha na Jane Roe", "Kivuko kikiondoka bandarini.", ["Jane Roe"]),
    ("ბორანი ნავსადგურში. ფოტო: ნინო ბერიძე/ზღვის ხმა", "ბორანი ნავსადგურში.", ["ნინო ბერიძე/ზღვის ხმა"]),
    ("Լուսանկարը՝ Jane Roe", None, ["Jane Roe"]),
    ("Усан онгоц боомтоос гарч байна. Гэрэл зургийг Б.Бат", "Усан онгоц боомтоос гарч байна.", ["Б.Бат"]),
    ("Паром адыходзіць. Фота: Ганна Ліс", "Паром адыходзіць.", ["Ганна Ліс"]),
    ("Паром жылдырды. Сүрөт: Айгүл Асан", "Паром жылдырды.", ["Айгүл Асан"]),
    ("Mae'r fferi'n gadael. Llun: Jane Roe", "Mae'r fferi'n gadael.", ["Jane Roe"]),
    ("Il-vapur jitlaq. Ritratt: Jane Roe", "Il-vapur jitlaq.", ["Jane Roe"]),
    ("Miala ny sambo. Sary: Jane Roe", "Miala ny sambo.", ["Jane Roe"]),
    ("Paalis ang lantsa. Kuha ni Jane Roe", "Paalis ang lantsa.", ["Jane Roe"]),
    ("Bato a pati. Foto pa Jane Roe", "Bato a pati.", ["Jane Roe"]),
    ("သင်္ဘော ဆိပ်ကမ်းမှ ထွက်ခွာ လာစဉ် / ဓာတ်ပုံ – AFP", "သင်္ဘော ဆိပ်ကမ်းမှ ထွက်ခွာ လာစဉ်", ["AFP"]),
    ("သင်္ဘော ဆိပ်ကမ်းမှ ထွက်ခွာ လာစဉ် / ဧရာဝန်း", "သင်္ဘော ဆိပ်ကမ်းမှ ထွက်ခွာ လာစဉ်", ["ဧရာဝန်း"]),
    ("नाव घाट से निकलती हुई (फोटो-रवि कुमार)", "नाव घाट से निकलती हुई", ["रवि कुमार"]),
    ("නැව වරායෙන් පිටවෙයි. (ඡායාරූපය - නලින් රත්නායක)", "නැව වරායෙන් පිටවෙයි.", ["නලින් රත්නායක"]),
    ("កប៉ាល់ចេញពីកំពង់ផែ (រូបថត៖ ហេង សារឿន)", "កប៉ាល់ចេញពីកំពង់ផែ", ["ហេង សារឿន"]),
    ("அலைகளில் படகு. படங்கள்: எம். சரவணன்", "அலைகளில் படகு.", ["எம். சரவணன்"]),
    ("6月9日，渡轮离开码头。海滨社发（谭小东 摄）", "6月9日，渡轮离开码头。", ["海滨社", "谭小东"]),
]
WITHOUT_WORDS = [
    ("The way to the quay, walked at night. Jane Roe", "The way to the quay, walked at night.", ["Jane Roe"]),
    ("The old ferry at its pier in 2019. Jane Roe", "The old ferry at its pier in 2019.", ["Jane Roe"]),
    ("The ferry is back at its pier. WKVL photo.", "The ferry is back at its pier.", ["WKVL"]),
    (
        "A ledger of 1978, found at the pier. (Harbour Archive)",
        "A ledger of 1978, found at the pier.",
        ["Harbour Archive"],
    ),
    ("A balsa foi reparada este ano / DR", "A balsa foi reparada este ano", ["DR"]),
    ("Ontzia portuan, joan den astean. JANE ROE / FOKU", "Ontzia portuan, joan den astean.", ["JANE ROE / FOKU"]),
    ("Obnovljeni trajekt. Foto: Trajekti, d. o. o.", "Obnovljeni trajekt.", ["Trajekti, d. o. o."]),
]
NO_CREDITS = [
    "The author, photographed by a passenger.",
    "The captain spoke about it with Prof. Jane Roe",
    "They said goodbye to the old ferry. Read More",
    "Wykład w sali portu prowadzi prof. Jan Kowalski",
    "Der Umzug zieht durch die Stadt am 3. Oktober Platz",
    "The ferry as it was in summer. Aerial photo",
    "The queue at the photo-finish line",
    "Un barco sale del puerto (foto de archivo)",
    "کشتی در بندر زرین‌کوه (عکس از آرشیو)",
    "Photo - The ferry leaves the pier",
    "渡轮离开码头。出版社发",
]


@pytest.mark.parametrize(("text", "caption", "names"), [*OF_LANGUAGES, *WITHOUT_WORDS])
def test_a_credit_is_told_from_its_caption(text: str, caption: str | None, names: list[str]) -> None:
    split = split_credit(text)
    assert (split.caption, list(split.credits)) == (caption, names)


@pytest.mark.parametrize("text", NO_CREDITS)
def test_what_names_nobody_is_no_credit(text: str) -> None:
    split = split_credit(text)
    assert (split.caption, split.credits) == (text, ())


@pytest.mark.parametrize(
    ("label", "caption"),
    [
        ("د عکس تشریح،", "بېړۍ له بندر ځي"),
        ("Maelezo ya picha,", "Kivuko kikiondoka"),
        ("Bayanan hoto,", "Jirgin ruwa"),
        ("Disgrifiad o’r llun,", "Y fferi"),
        ("Сүрөттүн түшүндүрмөсү,", "Паром"),
        ("የምስሉ መግለጫ፣", "ጀልባው"),
    ],
)
def test_what_tells_that_a_caption_is_one_is_no_part_of_it(label: str, caption: str) -> None:
    assert told(f"<figure><img src=/f.jpg><figcaption>{label} {caption}</figcaption></figure>") == [(caption, [])]


@pytest.mark.parametrize(
    "text", ["Jane Roe " * 20_000, "a. B" * 50_000, "/ DR " * 40_000, "ფოტო - " * 30_000, "1 of 6— " * 30_000]
)
def test_nonsense_takes_no_time(text: str) -> None:
    begun = time.perf_counter()
    split_credit(text)
    told(f"<figure><img src=/f.jpg><figcaption>{text}</figcaption></figure>")
    assert time.perf_counter() - begun < 5
