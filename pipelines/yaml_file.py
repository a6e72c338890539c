"""YAML files as closed models: repeated keys refused, numbers exact, every mistake named with file and line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from pipelines.errors import RuleError

Model = TypeVar("Model", bound=BaseModel)
Location = tuple[str | int, ...]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence that names the nearest known word, or all of them when none is near."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
    return f'Did you mean "{near[0]}"?' if near else f"Known: {', '.join(names)}."


def read_yaml(file: Path) -> tuple[object, dict[Location, int]]:
    """The file's content, with numbers as Decimal, and the line (1-based) of every key and item.

    Raises RuleError when the file is no YAML or repeats a key.
    """
    try:
        node = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise RuleError(f"not readable as YAML: {error.problem}.", file=file, line=line) from error
    lines: dict[Location, int] = {}
    if node is None:
        raise RuleError("the file is empty.", file=file)
    return plain(node, (), lines, file), lines


def plain(node: yaml.Node, at: Location, lines: dict[Location, int], file: Path) -> object:
    """A YAML node as dicts, lists, text, Decimal, bool, date or None; fills `lines` on the way."""
    lines.setdefault(at, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        result: dict[str, object] = {}
        for key_node, value_node in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if key in result:
                raise RuleError(f'the key "{key}" stands twice.', do="Keep one of them.", file=file, line=line)
            lines[(*at, key)] = line
            result[key] = plain(value_node, (*at, key), lines, file)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [plain(child, (*at, index), lines, file) for index, child in enumerate(node.value)]
    if node.tag in {"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}:
        try:
            return Decimal(node.value.replace("_", ""))
        except InvalidOperation as error:
            line = node.start_mark.line + 1
            raise RuleError(f'"{node.value}" is not a plain number.', file=file, line=line) from error
    return yaml.SafeLoader("").construct_object(node)


def load_model(file: Path, model: type[Model]) -> Model:
    """The file as `model`. Raises RuleError naming the line of the first thing that does not fit."""
    content, lines = read_yaml(file)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = tuple(part for part in first["loc"])
        line = next((lines[where[:n]] for n in range(len(where), -1, -1) if where[:n] in lines), None)
        name = ".".join(str(part) for part in where)
        do = ""
        if first["type"] == "extra_forbidden":
            do = did_you_mean(str(where[-1]), keys_at(model, where))
        raise RuleError(f"{name}: {first['msg']}.", do=do, file=file, line=line) from error


def keys_at(model: type[BaseModel], where: Location) -> list[str]:
    """The keys allowed beside an unknown one, as far as the model's own fields tell."""
    current: type[BaseModel] = model
    for part in where[:-1]:
        if isinstance(part, str) and part in current.model_fields:
            inner = nested(current.model_fields[part].annotation)
            current = inner or current
    return list(current.model_fields)


def nested(annotation: object) -> type[BaseModel] | None:
    """The model inside an annotation such as `tuple[Field, ...]` or `Field | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        if found := nested(inner):
            return found
    return None
