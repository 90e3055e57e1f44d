"""Names of sections as breadcrumbs print them, without what stands beside them: home, labels, dates, ways back."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from crawler.page.dates import dates_in
from crawler.page.dates.months import ANY_MONTH_OF
from crawler.page.links import link_text
from crawler.page.site import letters_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.page import Block

LONGEST_CHARS = 60
_HOME = (
    "home homepage start startseite accueil inicio início principal portada homepagina hem hjem etusivu anasayfa index "
    "главная головна начало الرئيسية الصفحةالرئيسية خانه صفحهاصلی דףהבית होम ホーム トップ トップページ 首页 首頁 홈 "
    "beranda trangchủ หน้าแรก frontpage mainpage zurstartseite zurückzurstartseite backtohome páginainicial "
    "páginaprincipal paginainiziale stronagłówna hlavnístrana domů úvod voorpagina forside forsiden förstasidan αρχική "
    "početna naslovna domov kezdőlap címlap acasă صفحهنخست ראשי हिंदीहोम হোম முகப்பு 主页 主頁"
)
HOME = frozenset(map(letters_of, _HOME.split()))
"""What the first page of a site is called, in letters alone."""
_FRONT = frozenset(["startseite", "frontpage", "homepage", "accueil", "anasayfa"])
"""Last words of short names for the first page, whatever stands before them."""
MOST_HOME_WORDS = 3
_LABELS = (
    "breadcrumb breadcrump breadcrumbs breadcrumbtraillinks breadcrumbnavigation brotkrumen brotkrumennavigation "
    "pfadnavigation navigation mainnavigation hauptnavigation subnavigation opensubnavigation youarehere siesindhier "
    "siebefindensichhier dubistinhier dubisthier aktuellerartikel currentarticle article artikel vousêtesici estásaquí "
    "ustedestáaquí seitrovasiqui seiqui vocêestáaqui jesteśtutaj uberhier ubenthier duärhär buradasınız выздесь "
    "вынаходитесьздесь أنتهنا شمااینجاهستید 当前位置 您的位置 您当前的位置 您现在的位置 目前位置 現在位置 正文 本文 "
    "記事 category categories kategorie kategorien categoría catégorie categoria kategoria kategori section rubrik "
    "rubrique sección seção sezione рубрика раздел"
)
LABELS = frozenset(map(letters_of, _LABELS.split()))
"""What stands beside the names of a breadcrumb for those who hear it, or before one of them, in letters alone."""
_NONE = (
    "uncategorized uncategorised unkategorisiert nichtkategorisiert nonclassé noncategorizzato sincategoría "
    "sincategorizar semcategoria senzacategoria geencategorie okategoriserade ukategorisert ikkekategoriseret "
    "bezkategorii nezařazené безрубрики безкатегорії 未分类 未分類 미분류 غيرمصنف دستهبندینشده kategorisiz"
)
NONE = frozenset(map(letters_of, _NONE.split()))
"""What publishing systems call the section of articles without one, in letters alone."""
LONG_MONTH_CHARS = 6
"""Months of fewer letters have other meanings, too: March, Mars, May."""
PARTING = re.compile(r"[/›»>→|·•]")
_UNSEEN = re.compile(r"[\ue000-\uf8ff\u200b-\u200f\u2060\ufeff]")
"""Pictures of icon fonts, and characters without width."""
_BACK = re.compile(r"[<‹←]")
_WORD = re.compile(r"[^\W\d_]+")
_JOINED = re.compile(r"\s(?:and|und|et|y|e|og|och|en|i|ja|ve|и|й|та|و|&)\s|&", re.IGNORECASE)
"""What stands before the last of several words that are one name."""


def pieces_of(block: Block) -> list[str]:
    """Return what links and signs between them part a block into.

    Where every step is a link of its own, only the style sheet may set signs between them.
    """
    found: list[str] = []
    rest = block.text
    for anchor in block.anchors:
        name = link_text(anchor)
        before, linked, behind = rest.partition(name) if name else (rest, "", "")
        if linked:
            found += [*PARTING.split(before), name]
            rest = behind
    return [*found, *PARTING.split(rest)]


def listed(value: str) -> list[str]:
    """Return the names in a value of one property, which some publishing systems set commas between.

    >>> listed("Politics,Europe"), listed("Health, Science, Weather"), listed("Arts, Culture and Media")
    (['Politics', 'Europe'], ['Health', 'Science', 'Weather'], ['Arts, Culture and Media'])
    """
    is_list = "," in value and ", " not in value
    several = value.count(", ") > 1 and not _JOINED.search(value)
    return [name.strip() for name in value.split(",")] if is_list or several else [value]


def tidy(names: Iterable[str]) -> list[str]:
    """Return section names without home, labels, dates, repeats, and what is too long to be one or has no letter."""
    return list(dict.fromkeys(_tidied(names)))


def _tidied(names: Iterable[str]) -> Iterator[str]:
    for given in names:
        name = _bare(given)
        if len(name) <= LONGEST_CHARS and any(map(str.isalpha, name)) and not _is_none(name):
            yield name


def _bare(given: str) -> str:
    # What JSON-LD and meta tags say was often escaped twice.
    name = " ".join(_UNSEEN.sub(" ", html.unescape(given)).split())
    name = name.strip(" /›>|·•-" if "«" in name else " /›»>|·•-")
    label, colon, rest = name.replace("：", ":", 1).partition(":")
    return rest.strip() if colon and letters_of(label) in LABELS else name


def _is_none(name: str) -> bool:
    """Whether *name* is of no section."""
    letters = letters_of(name)
    return (
        name.endswith((":", "："))
        or letters in LABELS
        or letters in NONE
        or _BACK.match(name) is not None
        or "{" in name  # of a template that no script has filled in
        or _is_home(name, letters)
        or _is_date(name)
    )


def _is_home(name: str, letters: str) -> bool:
    words = name.lower().split()
    last = letters_of(name.rpartition(": ")[2])
    return letters in HOME or last in HOME or (len(words) <= MOST_HOME_WORDS and words[-1] in _FRONT)


def _is_date(name: str) -> bool:
    """Whether *name* is a day, or a month with or without its year, and nothing else."""
    found = dates_in(name)
    if found:
        return not any(map(str.isalpha, name[: found[0].start] + name[found[0].end :]))
    words = _WORD.findall(name.lower())
    is_month = len(words) == 1 and words[0] in ANY_MONTH_OF
    return is_month and (len(words[0]) >= LONG_MONTH_CHARS or any(map(str.isdigit, name)))
