"""Builds shared models from values that this room made itself, without checking them again.

Validation costs more than all the rest of a variant; a test builds every model of a variant both ways.
"""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel

Model = TypeVar("Model", bound=BaseModel)
_set = object.__setattr__
_KNOWN: dict[type[BaseModel], tuple[dict[str, Any], set[str]]] = {}
"""Of each model: fields in their order with the default or None (empty where it has no defaults), and their names."""


def trusted(model: type[Model], **values: Any) -> Model:
    """A model of the given values, defaults filled in, unchecked."""
    known = _KNOWN.get(model)
    if known is None:
        fields = model.model_fields.items()
        has_defaults = any(not field.is_required() for _, field in fields)
        given = {name: field.default for name, field in fields} if has_defaults else {}
        known = _KNOWN[model] = given, set(model.model_fields)
    defaults, names = known
    made = model.__new__(model)
    _set(made, "__dict__", {**defaults, **values} if defaults else values)
    _set(made, "__pydantic_fields_set__", names)
    _set(made, "__pydantic_extra__", None)
    _set(made, "__pydantic_private__", None)
    return made
