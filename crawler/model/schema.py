"""The JSON schema of an article, made from the dataclasses and the docstrings of their fields.

`./dev docs` writes it to docs/article.schema.json.
"""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from crawler.model.article import Article

DIALECT = "https://json-schema.org/draft/2020-12/schema"
JSON_NAMES = {str: "string", bool: "boolean", int: "integer", float: "number", NoneType: "null"}


def article_schema() -> dict[str, Any]:
    """Return the JSON schema (2020-12) of an article as `microfiche read` prints it: every field is always there."""
    definitions: dict[str, Any] = {}
    article = _object(Article, definitions)
    return {"$schema": DIALECT, "title": "Article", **article, "$defs": dict(sorted(definitions.items()))}


def schema_text() -> str:
    """Return the schema as the text of docs/article.schema.json."""
    return json.dumps(article_schema(), indent=2, ensure_ascii=False) + "\n"


def field_docs(cls: type) -> dict[str, str]:
    """Return the docstring under each field of dataclass *cls*; a field without one is missing."""
    body = ast.parse(textwrap.dedent(inspect.getsource(cls))).body[0]
    assert isinstance(body, ast.ClassDef)
    docs = {}
    for statement, following in zip(body.body, body.body[1:], strict=False):
        if not (isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)):
            continue
        match following:
            case ast.Expr(value=ast.Constant(value=str() as text)):
                docs[statement.target.id] = _plain(text)
    return docs


def _object(cls: type, definitions: dict[str, Any]) -> dict[str, Any]:
    assert is_dataclass(cls)
    hints, docs = get_type_hints(cls), field_docs(cls)
    names = [field.name for field in fields(cls)]
    properties = {name: {**_type(hints[name], definitions), "description": docs[name]} for name in names}
    first = _plain(cls.__doc__ or "").partition("\n\n")[0]
    return {"description": first, "type": "object", "properties": properties, "required": names}


def _type(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if get_origin(hint) is list:
        return {"type": "array", "items": _type(get_args(hint)[0], definitions)}
    if get_origin(hint) is dict:
        return {"type": "object", "additionalProperties": _type(get_args(hint)[1], definitions)}
    if isinstance(hint, UnionType):
        return {"type": [JSON_NAMES[member] for member in get_args(hint)]}
    if is_dataclass(hint):
        assert isinstance(hint, type)
        if hint.__name__ not in definitions:
            definitions[hint.__name__] = _object(hint, definitions)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    return {"type": JSON_NAMES[hint]}


def _plain(docstring: str) -> str:
    return inspect.cleandoc(docstring).replace("``", "`")
