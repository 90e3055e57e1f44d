"""What one operation takes and gives. Requests are checked by it, and the description is made from it. Pure."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from crawler.web.room import Room

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
INTEGER = re.compile(r"-?[0-9]{1,9}", re.ASCII)
EARLIEST, LATEST = date(1970, 1, 1), date(9998, 12, 31)


class BadParameter(Exception):  # named for what happened, as all our errors
    """A parameter cannot be used; the text says why in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter."""

    name: str
    about: str
    kind: str = "string"
    """string, integer or date."""
    is_required: bool = False
    default: Any = None
    minimum: int = 0
    maximum: int = 0
    """Of integers their value, of texts their length."""
    choices: tuple[str, ...] = ()
    where: str = "query"

    def schema(self) -> dict[str, Any]:
        """Return it as JSON schema."""
        if self.kind == "integer":
            return {"type": "integer", "minimum": self.minimum, "maximum": self.maximum, "default": self.default}
        if self.choices:
            return {"type": "string", "enum": list(self.choices), "default": self.default}
        if self.kind == "date":
            return {"type": "string", "format": "date"}
        return {"type": "string", "minLength": 1, "maxLength": self.maximum}

    def read(self, text: str) -> Any:
        """Return the value that *text* gives. Raises `BadParameter`."""
        if self.kind == "integer":
            if not INTEGER.fullmatch(text) or not self.minimum <= int(text) <= self.maximum:
                raise BadParameter(f"{self.name} is no number from {self.minimum} to {self.maximum}")
            return int(text)
        if self.kind == "date":
            return self._day(text)
        if self.choices and text not in self.choices:
            raise BadParameter(f"{self.name} is none of {', '.join(self.choices)}")
        if not 0 < len(text) <= (self.maximum or len(text)):
            raise BadParameter(f"{self.name} is empty or longer than {self.maximum} characters")
        return text

    def _day(self, text: str) -> date:
        # The standard library takes weeks as well, "2026-W47-1".
        if DAY.fullmatch(text):
            with suppress(ValueError):
                day = date.fromisoformat(text)
                if EARLIEST <= day <= LATEST:
                    return day
        raise BadParameter(f"{self.name} is not a day such as 2026-11-24")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One address of the API."""

    path: str
    about: str
    answer: Callable[[Room, dict[str, Any]], Any]
    """Takes the room and the values by name; what it returns is the body."""
    schema: dict[str, Any]
    """Of the body."""
    parameters: tuple[Parameter, ...] = ()

    def values(self, query: list[tuple[str, str]], path: Mapping[str, str]) -> dict[str, Any]:
        """Return the value of each parameter. Raises `BadParameter`."""
        known = {each.name: each for each in self.parameters if each.where == "query"}
        names = [name for name, _ in query]
        for name in names:
            if name not in known:
                raise BadParameter(f"there is no parameter {name[:40]!r}; there are {', '.join(known) or 'none'}")
            if names.count(name) > 1:
                raise BadParameter(f"{name} is given more than once")
        given = dict(query)
        values = {name: each.default for name, each in known.items()}
        for name, each in known.items():
            if name in given:
                values[name] = each.read(given[name])
            elif each.is_required:
                raise BadParameter(f"{name} is missing")
        return {**values, **path}
