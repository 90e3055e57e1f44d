"""Style sheets: addresses lead into the archive, and nothing in them can end the element they stand in.

One pass of one regular expression that knows comments, strings, ``url(…)`` and at-rules; everything else is copied.
What CSS could do beyond that, the policy of the page forbids.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.replay.rewrite.links import Links

_DOUBLE = r""""[^"\\\n\r\f]*+(?>(?:\\(?:\r\n|.|\n)[^"\\\n\r\f]*+)*)["\n\r\f]?"""
_SINGLE = r"""'[^'\\\n\r\f]*+(?>(?:\\(?:\r\n|.|\n)[^'\\\n\r\f]*+)*)['\n\r\f]?"""
STRING = f"{_DOUBLE}|{_SINGLE}"
# Every alternative begins with one sign of seven: so the engine skips everything else at the speed of memory.
_TOKEN = (
    rf"""/\*[^*]*+(?>(?:\*(?!/)[^*]*+)*)(?:\*/)?"""
    rf"""|{STRING}"""
    rf"""|\((?<=[uU][rR][lL]\()(?P<url>[\t\n\f\r ]*+(?P<in>{STRING}|[^"'()\t\n\f\r ](?>(?:[^()\\]|\\.)*))?[^)]*+\)?)"""
    rf"""|@[iI][mM][pP][oO][rR][tT]\b(?P<import>)"""
    rf"""|@[cC][hH][aA][rR][sS][eE][tT][\t\n\f\r ]++(?P<charset>(?:{STRING})[\t\n\f\r ]*+;?)"""
    rf"""|@[nN][aA][mM][eE][sS][pP][aA][cC][eE](?P<namespace>[\t\n\f\r ]*+"""
    rf"""(?>(?:(?![uU][rR][lL]\()[A-Za-z_-][A-Za-z0-9_-]*+[\t\n\f\r ]*+)?)"""
    rf"""(?>{STRING}|[uU][rR][lL]\([\t\n\f\r ]*+(?>{STRING}|[^"'()\\\t\n\f\r ]*+)[\t\n\f\r ]*+\)))"""
    rf"""|<(?P<less>!--)"""
    rf"""|\\(?P<escape>[^\n\r\f])"""
)
TOKEN = re.compile(_TOKEN, re.DOTALL)
TOKEN_OF_SETS = re.compile(rf"{_TOKEN}|(?P<open>\()|(?P<close>\))", re.DOTALL)
"""For a sheet with ``image-set(…)``: its strings are addresses, those in parentheses of their own are not."""
SET = re.compile(r"-[sS][eE][tT]\(")
TAG = re.compile(r"<(?=[A-Za-z/!?]|\Z)")
"""What might begin a tag; in strings it is escaped before."""
ESCAPE = re.compile(r"\\(?:([0-9A-Fa-f]{1,6})(?:\r\n|[ \t\n\f\r])?|(\r\n|[^0-9A-Fa-f]))", re.DOTALL)
LETTER = re.compile(r"\\(?:0{0,4}[46][1-9A-Fa-f]|0{0,4}[57][0-9Aa]|[G-Zg-z])")
HYPHEN = re.compile(r"\\(?:0{0,4}2[dD](?:\r\n|[ \t\n\f\r])?|-)(?=[sS][eE][tT]\()")


def rewrite_css(text: str, links: Links) -> str:
    """Return the style sheet *text* with its addresses leading into the archive. Comments are left out."""
    if "\\" in text and LETTER.search(text):
        # ``\75rl(`` says url( too: letters that are escaped without need are written plainly.
        text = ESCAPE.sub(_plain_letter, text)
    if "\\" in text and HYPHEN.search(text):
        text = ESCAPE.sub(_plain_hyphen, text)
    # An old way to hide a sheet from browsers that knew none; ``<!--`` is taken out with the rest.
    made = _Sheet(links).rewritten(text.replace("-->", " ") if "-->" in text else text)
    return TAG.sub("< ", made) if "<" in made else made


class _Sheet:
    def __init__(self, links: Links) -> None:
        self._links = links
        self._importing = False
        self._depth = 0
        self._sets: list[int] = []

    def rewritten(self, text: str) -> str:
        return (TOKEN_OF_SETS if SET.search(text) else TOKEN).sub(self._token, text)

    def _token(self, match: re.Match[str]) -> str:
        kind = match.lastgroup
        if kind == "url":
            return self._url(match["in"] or "")[3:]
        if kind in {"open", "close", "escape"}:
            self._nest(match)
            return match[0]
        if kind == "import":
            self._importing = True
            # A string may stand right behind it; the function it becomes would be one word with it.
            return f"{match[0]} " if match.string.startswith(('"', "'"), match.end()) else match[0]
        if kind == "namespace":
            # A name, and never asked for.
            return match[0].replace("<", "%3C")
        if kind == "charset":
            return ""
        return self._copied(match[0])

    def _copied(self, text: str) -> str:
        """Return a comment, a sign that could begin a tag, or a string."""
        if text.startswith("/*"):
            return "/**/"
        if text == "<!--":
            return " "
        if self._importing:
            return self._imported(_inside(text))
        if self._sets and self._sets[-1] == self._depth:
            return self._url(text)
        return text.replace("<", "\\3c ")

    def _nest(self, match: re.Match[str]) -> None:
        if match[0] == "(":
            self._depth += 1
            if SET.match(match.string, max(0, match.start() - 4)):
                self._sets.append(self._depth)
        elif match[0] == ")":
            if self._sets and self._sets[-1] == self._depth:
                self._sets.pop()
            self._depth -= 1

    def _url(self, inside: str) -> str:
        address = _inside(inside) if inside[:1] in {'"', "'"} else _unescaped(inside.strip())
        if self._importing:
            return self._imported(address)
        if address.startswith("#"):
            return f"url({quoted(address)})"
        return f"url({quoted(self._links.part(address, 'im_') or 'about:invalid')})"

    def _imported(self, address: str) -> str:
        self._importing = False
        return f"url({quoted(self._links.part(address, 'cs_') or 'about:invalid')})"


def quoted(address: str) -> str:
    """Return *address* as a string of CSS that also stands well inside a <style> element."""
    text = address.replace("\\", "%5C").replace('"', "%22").replace("<", "%3C")
    return '"' + re.sub(r"[\n\r\f\0]", "", text) + '"'


def _inside(string: str) -> str:
    return _unescaped(string[1:].removesuffix(string[0]))


def _unescaped(text: str) -> str:
    return ESCAPE.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    if match[1] is None:
        return "" if match[2] in {"\n", "\r", "\r\n", "\f"} else match[2]
    code = int(match[1], 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _plain_letter(match: re.Match[str]) -> str:
    character = _character(match)
    return character if character.isascii() and character.isalpha() else match[0]


def _plain_hyphen(match: re.Match[str]) -> str:
    """Return the hyphen of ``-set(`` plainly. Before anything else, a plain one might begin a number."""
    is_of_set = _character(match) == "-" and SET.match("-" + match.string[match.end() : match.end() + 4])
    return "-" if is_of_set else match[0]
