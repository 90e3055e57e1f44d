"""The rules by which notices are recognised, from ``rules.toml``: who speaks a language adds to it without code."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, fields
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Self

from crawler.model import CaptureState
from crawler.page.state.shown import folded

if TYPE_CHECKING:
    from crawler.http.head import ResponseHead
    from crawler.page.state.shown import Shown

PHRASES = ("title", "says", "text", "also")
SENTENCE_ENDS = ".!?:|-–—。！؟،>"
"""What may stand before a sentence. A phrase behind a quotation mark is what somebody is quoted with."""
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One way to recognise a state. Every kind of evidence that is given must be there; of each kind one is enough."""

    name: str
    state: CaptureState
    title: tuple[str, ...] = ()
    """Part of the title."""
    says: tuple[str, ...] = ()
    """Begins the title or a line of the text, outside of quotation marks."""
    text: tuple[str, ...] = ()
    """Anywhere in the text."""
    also: tuple[str, ...] = ()
    """Anywhere in the text, besides."""
    markup: tuple[str, ...] = ()
    """Anywhere in the page, scripts and attributes included; in lower case."""
    field: tuple[str, ...] = ()
    """``name: value`` of a header field, in lower case; the value is a part of the field's."""
    host: tuple[str, ...] = ()
    """Host, or a name above it, that the answer comes from or redirects to."""
    status: tuple[int, ...] = ()
    max_words: int = 200
    max_links: int = 12

    @classmethod
    def of(cls, table: dict[str, Any]) -> Self:
        """Raises `ValueError` for a key that no rule has and for a rule without evidence."""
        known = {each.name for each in fields(cls)}
        if set(table) - known:
            raise ValueError(f"rule {table.get('name')}: {sorted(set(table) - known)} is not known")
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in table.items()
        }
        values |= {name: tuple(map(folded, values[name])) for name in PHRASES if name in values}
        rule = cls(**values | {"state": CaptureState(table["state"])})
        if not any((rule.title, rule.says, rule.text, rule.markup, rule.field, rule.host, rule.status)):
            raise ValueError(f"rule {rule.name} has no evidence")
        return rule

    @property
    def needs_text(self) -> bool:
        return bool(self.title or self.says or self.text or self.markup)

    def meets_field(self, value: bytes, status: int) -> bool:
        """Return whether *value*, of a field this rule names, is what it looks for."""
        wanted = (each.partition(": ")[2].encode("latin-1") for each in self.field)
        return (not self.status or status in self.status) and any(each in value for each in wanted)

    def meets(self, page: Shown, head: ResponseHead) -> bool:
        """Return whether *page*, the text of an answer with *head*, has all the evidence."""
        if self.status and head.status not in self.status:
            return False
        if self.title and not any(phrase in page.title for phrase in self.title):
            return False
        if self.says and not any(map(self._says, (page.title, *page.lines))):
            return False
        for wanted in (self.text, self.also):
            if wanted and not any(phrase in page.text for phrase in wanted):
                return False
        if self.markup and not any(mark in page.markup for mark in self.markup):
            return False
        return not self.field or self._has_field(head)

    def _says(self, line: str) -> bool:
        """Whether *line*, or a sentence in it, begins with one of the phrases and is not quoted."""
        for phrase in self.says:
            at = line.find(phrase)
            while at >= 0:
                before = line[:at].rstrip()
                if not before or before[-1] in SENTENCE_ENDS:
                    return True
                at = line.find(phrase, at + 1)
        return False

    def _has_field(self, head: ResponseHead) -> bool:
        named = (each.partition(": ") for each in self.field)
        return any(
            value.encode("latin-1") in found.lower() for name, _, value in named for found in head.all(name.encode())
        )


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules, by what must be looked at first."""

    story: re.Pattern[str]
    """Finds the words of a page that tells what somebody said: a story, never a notice."""
    by_status: dict[int, Rule] = field(default_factory=dict)
    by_field: dict[bytes, list[Rule]] = field(default_factory=dict)
    by_host: dict[str, Rule] = field(default_factory=dict)
    by_text: list[Rule] = field(default_factory=list)

    @property
    def most_words(self) -> int:
        """A page of more words meets no rule by its text."""
        return max((rule.max_words for rule in self.by_text), default=0)

    def add(self, rule: Rule) -> None:
        if rule.needs_text:
            self.by_text.append(rule)
        elif rule.field:
            for each in rule.field:
                self.by_field.setdefault(each.partition(": ")[0].encode("latin-1"), []).append(rule)
        elif rule.host:
            self.by_host.update(dict.fromkeys(rule.host, rule))
        else:
            self.by_status.update(dict.fromkeys(rule.status, rule))


def load(text: str) -> Rules:
    """Return the rules that the TOML *text* holds. Raises `ValueError` for what is no rule."""
    table = tomllib.loads(text)
    words = [folded(word) for words in table["story"].values() for word in words]
    whole = [re.escape(word) if _WIDE.search(word) else rf"\b{re.escape(word)}\b" for word in words]
    rules = Rules(re.compile("|".join(whole)))
    for each in table["rule"]:
        rules.add(Rule.of(each))
    return rules


RULES = load(files("crawler.page.state").joinpath("rules.toml").read_text("utf-8"))
