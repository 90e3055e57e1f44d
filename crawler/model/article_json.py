"""Articles as JSON and back: what the archive stores, what `read` prints, what feeds export."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from crawler.model.article import Article, Photo, TextBlock
from crawler.model.mirror import MirrorAddress

if TYPE_CHECKING:
    from collections.abc import Callable

LARGEST_NUMBER = 1e15


def article_to_json(article: Article) -> bytes:
    """Return *article* as UTF-8 JSON on one line, fields in the order of the class."""
    told = json.dumps(article, default=_as_fields, ensure_ascii=False, separators=(",", ":"))
    return told.encode("utf-8", "surrogatepass")


def article_from_json(data: bytes) -> Article:
    """Return the article that `article_to_json` made *data* of. Raises ValueError for anything else."""
    try:
        told: dict[str, Any] = json.loads(data.decode("utf-8", "surrogatepass"))
        article = Article(
            **{
                **told,
                "blocks": [TextBlock(**block) for block in told.get("blocks", ())],
                "photos": [Photo(**photo) for photo in told.get("photos", ())],
                "mirrors": [MirrorAddress(**mirror) for mirror in told.get("mirrors", ())],
            }
        )
    except (TypeError, AttributeError, RecursionError) as err:
        raise ValueError(f"not the JSON of an article: {err}") from err
    check_types(article)
    return article


def check_types(article: Article) -> None:
    """Raise ValueError when a field of *article* holds what its type does not allow: the index could not keep it."""
    for name, fits in _fields_of(Article):
        if not fits(getattr(article, name)):
            raise ValueError(f"not an article: {name} cannot be that")


def _as_fields(value: Any) -> dict[str, Any]:
    # `asdict` copies all that the article holds first, which takes twice as long as to write it.
    if is_dataclass(value) and not isinstance(value, type):
        return {name: getattr(value, name) for name in _names_of(type(value))}
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"not JSON: {type(value).__name__}")


@cache
def _names_of(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


@cache
def _fields_of(kind: type) -> tuple[tuple[str, Callable[[Any], bool]], ...]:
    """Return for each field of the dataclass *kind* its name and what tells whether a value fits."""
    return tuple((name, _fitting(hint)) for name, hint in get_type_hints(kind).items())


def _fitting(hint: Any) -> Callable[[Any], bool]:
    """Return what tells whether a value is a *hint*; made once for each, since every article is looked at."""
    parts, origin = get_args(hint), get_origin(hint)
    fits = [_fitting(part) for part in parts]
    if origin in (Union, UnionType):
        return lambda value: any(each(value) for each in fits)
    if origin is list:
        return lambda value: isinstance(value, list) and all(map(fits[0], value))
    if origin is dict:
        return lambda value: isinstance(value, dict) and all(map(fits[0], value)) and all(map(fits[1], value.values()))
    if isinstance(hint, type) and is_dataclass(hint):
        fields = _fields_of(hint)
        return lambda value: isinstance(value, hint) and all(fit(getattr(value, name)) for name, fit in fields)
    return _is_number if hint is float else lambda value: isinstance(value, hint)


def _is_number(value: Any) -> bool:
    # Neither infinity nor what is not a number is within bounds.
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and -LARGEST_NUMBER <= value <= LARGEST_NUMBER
