"""The API described as OpenAPI 3.1, made from the operations that answer. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler import __version__
from crawler.model.schema import article_schema
from crawler.web.api.operations import OPERATIONS
from crawler.web.api.schemas import COMPONENTS, named

if TYPE_CHECKING:
    from crawler.web.api.operation import Operation

ERRORS = {
    "400": "A parameter cannot be used.",
    "401": "A token is needed.",
    "404": "It is not in the archive.",
    "414": "The address is too long.",
    "421": "The room is not called by this name.",
    "451": "It is in the archive, and withheld.",
    "502": "A record of the archive cannot be read.",
    "503": "The archive cannot answer now.",
}


def description(*, has_token: bool) -> dict[str, Any]:
    """Return the description as an object."""
    article = article_schema()
    own = {name: _pointed(schema) for name, schema in article.pop("$defs").items()}
    del article["$schema"]
    schemas = {**COMPONENTS, **own, "Article": _pointed(article)}
    security: dict[str, Any] = {"security": [{"token": []}]} if has_token else {}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Microfiche, reading room",
            "version": __version__,
            "description": "An archive of news: what was published, what became of it. Nothing is changed here.",
        },
        **security,
        "paths": {operation.path: {"get": _operation(operation)} for operation in OPERATIONS},
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(operation: Operation) -> dict[str, Any]:
    error = {"content": {"application/json": {"schema": named("Error")}}}
    done = {"description": "Found.", "content": {"application/json": {"schema": operation.schema}}}
    return {
        "operationId": operation.answer.__name__,
        "summary": operation.about,
        "parameters": [
            {
                "name": each.name,
                "in": each.where,
                "required": each.is_required,
                "description": each.about,
                "schema": each.schema(),
            }
            for each in operation.parameters
        ],
        "responses": {"200": done, **{code: {"description": why, **error} for code, why in ERRORS.items()}},
    }


def _pointed(value: Any) -> Any:
    """Return *value* with references that fit the description."""
    if isinstance(value, dict):
        return {
            name: each.replace("#/$defs/", "#/components/schemas/") if name == "$ref" else _pointed(each)
            for name, each in value.items()
        }
    return [_pointed(each) for each in value] if isinstance(value, list) else value
