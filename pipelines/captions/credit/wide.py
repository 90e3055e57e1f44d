"""Credits without brackets in Chinese, Japanese and Korean: a name, and a word such as "摄" behind it."""

from __future__ import annotations

import re

from pipelines.captions.words import words

LONGEST_TAIL = 60
_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff々]"
_NAME = rf"{_HAN}{{2,4}}(?:·{_HAN}{{1,6}}){{0,3}}"
_ROLE = r"(?:记者|記者|通讯员|通訊員|摄影师|攝影師|(?<=社)[发發])"
_TOLD = rf"(?:[^\W_]{{0,12}}?{_ROLE}\s?{_NAME})"
"""Who took it, with office or outlet: "新华社记者 赵军"."""
_BEGINS = r"(?:\A|(?<=[。！？…”」』）)]))\s?"
CHINESE = re.compile(
    rf"(?:{_BEGINS}|(?<=\s))(?P<told>{_TOLD}(?:[\s、]{{1,2}}(?:{_TOLD}|{_NAME})){{0,3}})"
    rf"\s?[/／]?\s?(?:(?<!拍)[摄攝]影?)\Z"
    rf"|{_BEGINS}(?P<name>{_NAME}(?:[\s、]{_NAME}){{0,3}})(?:\s?[/／]\s?(?:[摄攝]影?|[图圖])|\s[摄攝]影?|(?<!拍)[摄攝])\Z"
    rf"|(?:{_BEGINS}|(?<=\s))(?P<outlet>[^\W_]{{2,12}})\s?[/／]?\s?供[图圖]\Z"
)
"""Behind a sentence; behind a space only with office or outlet, as "拍摄" and "爱好摄影" end sentences too."""
JAPANESE = re.compile(
    r"(?P<behind>[＝=、。]|\A)(?!記念|空中|動画|写真|夜間|水中|自動|無断|集合|映画)(?P<name>[\u30a0-\u30ff\u4e00-\u9fff々\s]{2,12})撮影\Z"
)
"""Names hold no Hiragana: "ドローンで撮影" has none."""
KOREAN = re.compile(
    r"(?<=다)[.]?\s(?P<name>[가-힣]{2,4}\s(?:사진|선임|인턴)?기자)\Z|(?<=\.)\s(?P<office>[가-힣]{2,10}(?:\s[가-힣]{2,6})?\s?제공)\Z"
)
ISSUED = re.compile(r"(?<=[0-9])\.?\s?/\s?(?P<dated>[^\s/]{2,6})\Z|(?:\A|(?<=[。\s]))(?P<sent>[^\W_]{1,6}社)[发發]\Z")
"""An agency in front of who took the photo, behind its date or as sender: "2026.3.30/뉴스1 ⓒ", "新华社发（"."""
NO_AGENCIES = ("报社", "報社", "版社", "行社", "作社", "公社", "杂志社", "雜誌社", "会社", "會社")
"""Firms that send out other things than photos."""
TAIL_JA = re.compile(r"[＝=](?P<name>[^＝=。（()）]{1,14})\Z")
HOW_JA = re.compile(r"、|[でがをにらの](?:撮影|提供|写真)\Z")
"""Behind the equals sign too, but place and manner in place of a name: "＝ドローンで撮影"."""
OFFICE = re.compile(rf"\s?(?:本[报報社])?{_ROLE}(?![\u30a0-\u30ff会會团團协協])\s?")
BETWEEN_NAMES = re.compile(rf"(?<={_HAN})\s(?={_HAN})")


def equals_tail(text: str) -> tuple[int, int] | None:
    """Return where the agency behind an equals sign begins that ends *text*, and where it ends."""
    match = TAIL_JA.search(text)
    if match is None or not match.start():
        return None
    name = match["name"].strip()
    good = words().agency.search(name) or (words().after.search(name) and not HOW_JA.search(name))
    return (match.start(), len(text)) if good else None


def wide_tail(text: str) -> tuple[int, int] | None:
    """Return where a credit without brackets begins and ends in *text*, of a language that puts it behind the name.

    >>> wide_tail("渡轮离开码头。王明 摄")
    (7, 11)
    """
    if text.isascii():
        return None
    ahead = agency_ahead(text)
    if ahead is not None:
        return (ahead[0], len(text))
    start = max(0, len(text) - LONGEST_TAIL)
    for pattern in (CHINESE, JAPANESE, KOREAN):
        match = pattern.search(text, start)
        if match is None or (start and match.start() == start):
            continue
        behind = match.groupdict().get("behind")
        if behind == "、" and not {"＝", "="}.intersection(text[: match.start()]):
            continue  # a sentence that goes on: only behind "＝" place, day and name follow each other
        return (
            next(at for name in match.groupdict() if name != "behind" and (at := match.start(name)) >= 0),
            len(text),
        )
    return None


def without_offices(line: str) -> str:
    """Return the names of *line* parted where it tells their office.

    >>> without_offices("新华社记者 王明")
    '新华社、王明'
    """
    if line.isascii():
        return line
    parted, count = OFFICE.subn("、", line)
    return BETWEEN_NAMES.sub("、", parted).strip("、") if count else line


def agency_ahead(text: str) -> tuple[int, str] | None:
    """Return where the agency begins that ends *text*, and its name; None when none does.

    >>> agency_ahead("渡轮离开码头。新华社发")
    (7, '新华社')
    """
    match = None if text.isascii() else ISSUED.search(text)
    if match is None:
        return None
    sent = match["sent"] or ""
    named = words().agency.fullmatch(match["dated"] or sent) or (len(sent) > 2 and not sent.endswith(NO_AGENCIES))
    return (match.start(), match["dated"] or sent) if named else None
