"""Credits behind a caption in the forms of many agencies and languages."""

from __future__ import annotations

import pytest
from page_kit import page_of

from crawler.page import Draft
from pipelines.captions import read_captions, split_credit

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
SIGNED = [
    ("The bell is back on its tower. —JANE ROE", "The bell is back on its tower.", ["JANE ROE"]),
    ("The bell is back on its tower. — Jane Roe", "The bell is back on its tower.", ["Jane Roe"]),
    ("Il campanaro nel suo laboratorio / Studio Radaelli", "Il campanaro nel suo laboratorio", ["Studio Radaelli"]),
    ("Fidel con su nieta en 2009. Archivo familiar", "Fidel con su nieta en 2009.", ["Archivo familiar"]),
    ("دراجة البريد القديمة في مخزن المصلحة (الميناء)", "دراجة البريد القديمة في مخزن المصلحة", ["الميناء"]),
    ("ঘাটে শেষ খেয়া। ছবি: শহীদুল ইসলাম", "ঘাটে শেষ খেয়া।", ["শহীদুল ইসলাম"]),
    ("開業当時の北見浜線＝市立図書館所蔵", "開業当時の北見浜線", ["市立図書館"]),
    ("Salah satu peta. Foto: dok. Ratna Kusumawardani", "Salah satu peta.", ["dok. Ratna Kusumawardani"]),
    ("Salah satu peta.(Dok. pribadi)", "Salah satu peta.", ["Dok. pribadi"]),
    ("1988년 공장 앞에 줄을 선 트럭. 영월군 제공", "1988년 공장 앞에 줄을 선 트럭.", ["영월군"]),
    ("Beeld Koen Verhagen", None, ["Koen Verhagen"]),
    ("PHOTO JANE ROE, ARCHIVES LA GAZETTE", None, ["JANE ROE", "ARCHIVES LA GAZETTE"]),
    ("Foto: Divulgação/Prefeitura", None, ["Divulgação/Prefeitura"]),
    ("Foto: Reprodução/TV do Porto", None, ["Reprodução/TV do Porto"]),
    ("Źródło zdjęć: © PAP | Marcin Sowa", None, ["PAP", "Marcin Sowa"]),
    ("Photo: 123RF", None, ["123RF"]),
]
NOT_SIGNED = [
    "Photo Gallery",
    "Photo of the ferry",
    "Foto der Woche",
    "Standbild aus dem Video: Der Wolf am Rand des Kinderbeckens.",
    "Still from the video: Jane Roe On Deck",
    "The ferry between two towns / Kingston Aldwick. And back",
    "“We will be back on the ferry” — Jane Roe",
    "The crew of the ferry — Jane Roe",
    "مباراة الفريقين في الملعب (2024)",
]
WORDS = [
    ("A ferry leaves. (Staff photo by Jane Roe)", "A ferry leaves.", ["Jane Roe"]),
    ("A ferry leaves. File photo by Jane Roe", "A ferry leaves.", ["Jane Roe"]),
    ("A ferry leaves. AFP/Jane Roe Purchase Licensing Rights, opens new tab", "A ferry leaves.", ["AFP/Jane Roe"]),
    ("A barca parte do cais. (Foto: Divulgação)", "A barca parte do cais.", ["Divulgação"]),
    ("Το πλοίο φεύγει / ΦΩΤΟΓΡΑΦΙΑ: Άννα Ρήγα", "Το πλοίο φεύγει", ["Άννα Ρήγα"]),
    ("Το πλοίο φεύγει. Φωτογραφία αρχείου: Άννα Ρήγα", "Το πλοίο φεύγει.", ["Άννα Ρήγα"]),
    ("ΤΟ ΠΛΟΙΟ ΦΕΥΓΕΙ. ΦΩΤΟ ΑΡΧΕΙΟΥ: ΑΝΝΑ ΡΗΓΑ", "ΤΟ ΠΛΟΙΟ ΦΕΥΓΕΙ.", ["ΑΝΝΑ ΡΗΓΑ"]),
    ("A barca parte do cais. Crédito da foto: Ana Lima", "A barca parte do cais.", ["Ana Lima"]),
    ("เรือออกจากท่า (แฟ้มภาพ: รอยเตอร์)", "เรือออกจากท่า", ["รอยเตอร์"]),
    ("เรือออกจากท่า (ภาพ: รอยเตอร์)", "เรือออกจากท่า", ["รอยเตอร์"]),
    ("A ferry leaves.Credit...Jane Roe for The Harbour", "A ferry leaves.", ["Jane Roe for The Harbour"]),
    ("A ferry leaves. (Jane Roe for The Harbour Post)", "A ferry leaves.", ["Jane Roe for The Harbour Post"]),
    ("Il traghetto parte (ansa)", "Il traghetto parte", ["ansa"]),
    ("Image source, Getty Images", None, ["Getty Images"]),
    ("(The Harbour Post)", None, ["The Harbour Post"]),
    ("A ferry leaves. Supplied", "A ferry leaves.", ["Supplied"]),
    ("Keltas, asociatyvi nuotr. / A. Ona / LRT nuotr.", "Keltas, asociatyvi nuotr.", ["A. Ona / LRT nuotr"]),
    ("Ada Lind / A. Ona / LRT nuotr.", "Ada Lind", ["A. Ona / LRT nuotr"]),
    ("배가 떠나고 있다. 인천=연합뉴스", "배가 떠나고 있다.", ["연합뉴스"]),
    ("منبع تصویر، Getty Images", None, ["Getty Images"]),
]


@pytest.mark.parametrize(("text", "caption", "names"), [*SEVERAL_NAMES, *SIGNED, *WORDS])
def test_credit_is_cut_off_as_a_whole(text: str, caption: str | None, names: list[str]) -> None:
    split = split_credit(text)
    assert (split.caption, list(split.credits)) == (caption, names)


@pytest.mark.parametrize("text", NOT_SIGNED)
def test_a_name_within_what_is_told_is_no_credit(text: str) -> None:
    assert split_credit(text).credits == ()


@pytest.mark.parametrize(
    "text",
    [
        "A file photo by Jane Roe shows the ferry on the quay",
        "The mayor of Brest | The ferry of Roscoff",
        "(인천=연합뉴스) 배가 떠나고 있다",
        "(seen from the pier)",
        "The ferry leaves (as it has for a hundred years)",
        "The ferry leaves (and Jane Roe runs for President)",
    ],
)
def test_sentences_keep_their_words(text: str) -> None:
    split = split_credit(text)
    assert (split.caption, split.credits) == (text, ())


BEHIND_NAMES = [
    ("渡轮离开码头。新华社记者 王明 摄", "渡轮离开码头。", ["新华社", "王明"]),
    ("渡轮离开码头。 中新社发 王明 摄", "渡轮离开码头。", ["中新社", "王明"]),
    ("渡轮离开码头。新华社发（王明 摄）", "渡轮离开码头。", ["新华社", "王明"]),
    ("渡轮离开码头 新华社记者王明摄", "渡轮离开码头", ["新华社", "王明"]),
    ("渡轮离开码头。本报记者 王明 李立 摄", "渡轮离开码头。", ["王明", "李立"]),
    ("渡轮离开码头。王明摄", "渡轮离开码头。", ["王明"]),
    ("渡轮离开码头。王明/摄", "渡轮离开码头。", ["王明"]),
    ("渡轮离开码头。海港日报供图", "渡轮离开码头。", ["海港日报"]),
    ("▲渡轮离开码头。图/视觉中国", "渡轮离开码头。", ["视觉中国"]),
    ("渡輪離開碼頭。記者王明／攝影", "渡輪離開碼頭。", ["王明"]),
    ("王明 摄", None, ["王明"]),
    ("岸壁を離れる船＝12日午前、港町、山田太郎撮影", "岸壁を離れる船＝12日午前、港町", ["山田太郎"]),
    ("岸壁を離れる船。撮影・山田太郎", "岸壁を離れる船。", ["山田太郎"]),
    ("배가 부두를 떠나고 있다. 2026.3.9/뉴스1", "배가 부두를 떠나고 있다. 2026.3.9", ["뉴스1"]),
    (
        "배가 부두를 떠난다. 2026.3.9/뉴스1 ⓒ News1 김하나 기자",
        "배가 부두를 떠난다. 2026.3.9",
        ["뉴스1", "News1 김하나"],
    ),
    ("배가 부두를 떠나고 있다. 김하나 기자", "배가 부두를 떠나고 있다.", ["김하나"]),
]


@pytest.mark.parametrize(("text", "caption", "names"), BEHIND_NAMES)
def test_words_behind_a_name_need_no_brackets(text: str, caption: str | None, names: list[str]) -> None:
    split = split_credit(text)
    assert (split.caption, list(split.credits)) == (caption, names)


@pytest.mark.parametrize(
    "text",
    [
        "渡轮离开码头。他从小爱好摄影",
        "渡轮离开码头。游客拍摄",
        "这是港口的示意图",
        "記者クラブで話す船長",
        "家族が集まり、記念撮影",
        "岸壁を離れる船＝港町で、ドローンで撮影",
    ],
)
def test_the_same_words_within_a_sentence(text: str) -> None:
    split = split_credit(text)
    assert (split.caption, split.credits) == (text, ())


LINE = "船が港を出た。" * 12
CENTRED = "style='text-align: center'"


def centred(caption: str, *, behind: str = "<p>") -> list[tuple[str | None, list[str]]]:
    body = f"<p>{LINE}</p><p {CENTRED}><img src='/a.jpg' width='600'></p>{caption}{behind}{LINE}</p>"
    draft = read_captions(Draft.of(page_of(f"<div><h1>渡轮离开码头</h1><div>{body}<p>{LINE}</p></div></div>")))
    return [(photo.caption, photo.credits) for photo in draft.article.photos]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        (f"<p {CENTRED}>渡轮离开码头。新华社记者 王明 摄</p>", ["新华社", "王明"]),
        (f"<p {CENTRED}><strong>渡轮离开码头。（王明 摄）</strong></p>", ["王明"]),
        (f"<p {CENTRED}><span style='color:#888'>▲渡轮离开码头。图/视觉中国</span></p>", ["视觉中国"]),
        ("<p align='center'>渡轮离开码头。</p>", []),
    ],
)
def test_a_centred_line_below_a_centred_image_captions_it(line: str, names: list[str]) -> None:
    assert centred(line) == [("渡轮离开码头。", names)]


@pytest.mark.parametrize(
    ("line", "behind"),
    [
        ("<p>渡轮离开码头。</p>", "<p>"),
        (f"<p {CENTRED}>渡轮离开码头。</p>", f"<p {CENTRED}>"),
        (f"<p {CENTRED}><b>渡轮离开码头</b></p>", "<p>"),
        (f"<p {CENTRED}><a href='/app'>渡轮离开码头</a></p>", "<p>"),
    ],
)
def test_other_lines_below_a_centred_image_are_none(line: str, behind: str) -> None:
    assert centred(line, behind=behind) == [(None, [])]


@pytest.mark.parametrize("end", ["", ".", " .", "。"])
@pytest.mark.parametrize("inside", ["Foto: R. Roe, 15.01.2031", "Photo: R. Roe", "Foto: R. Roe/AFP, 15.01.2031"])
def test_a_stop_behind_the_brackets_is_no_part_of_the_credit(inside: str, end: str) -> None:
    split = split_credit(f"A ferry at the northern pier ({inside}){end}")
    assert split.caption == "A ferry at the northern pier"
    assert [name.partition("/")[0] for name in split.credits] == ["R. Roe"]


@pytest.mark.parametrize(
    ("line", "caption", "credits_"),
    [
        ("Alles im Blick: Bilder von Kameras in Wahllokalen während der Wahl", None, []),
        ("Alles im Blick: Bilder von Jane Roe", "Alles im Blick", ["Jane Roe"]),
        ("Un regard: photos de familles dans la rue", None, []),
    ],
)
def test_photos_of_somebody_are_no_photos_by_them(line: str, caption: str | None, credits_: list[str]) -> None:
    split = split_credit(line)
    assert (split.caption, list(split.credits)) == (caption or line, credits_)
