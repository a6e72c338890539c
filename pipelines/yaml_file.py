"""YAML files as closed models: repeated keys refused, numbers exact, every mistake named with file and line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pipelines.errors import RuleError

Model = TypeVar("Model", bound=BaseModel)
Location = tuple[str | int, ...]
MANY = 30


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence that names the nearest known word, or all of them when none is near."""
    names = sorted(known)
    if asked := nearest(word, names):
        return asked
    shown = ", ".join(names[:MANY])
    return f"Known: {shown}." if len(names) <= MANY else f"Known: {shown} and {len(names) - MANY} more."


def nearest(word: str, known: Iterable[str]) -> str:
    """A question that names the nearest known word; "" when none is near."""
    near = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.5)
    return f'Did you mean "{near[0]}"?' if near else ""


def read_yaml(file: Path) -> tuple[object, dict[Location, int]]:
    """The file's content, with numbers as Decimal, and the line (1-based) of every key and item.

    Raises RuleError when the file is no YAML or repeats a key.
    """
    try:
        node = composed(file.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise RuleError(f"not readable as YAML: {error.problem}.", file=file, line=line) from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise RuleError(
            f"not readable as YAML: {first_words(error)}.", do="Save it as UTF-8 text.", file=file
        ) from error
    lines: dict[Location, int] = {}
    if node is None:
        raise RuleError("the file is empty.", file=file)
    try:
        return plain(node, (), lines, file), lines
    except RecursionError as error:
        raise RuleError("an anchor (&) stands inside itself.", do="Write it out.", file=file) from error


@lru_cache(maxsize=256)
def composed(content: str) -> yaml.Node | None:
    """The nodes of a YAML text. The parser in C is ten times as fast; the other one says better what is wrong.

    A process that computes several runs reads the same files for each, so what a text says is kept.
    """
    try:
        return yaml.compose(content, Loader=yaml.CSafeLoader)
    except (AttributeError, UnicodeError, yaml.YAMLError):
        return yaml.compose(content, Loader=yaml.SafeLoader)


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
    if node.tag == "tag:yaml.org,2002:str":
        return node.value
    try:
        return yaml.SafeLoader("").construct_object(node)
    except (ValueError, yaml.YAMLError) as error:
        line = node.start_mark.line + 1
        raise RuleError(f'"{node.value}" cannot be read: {first_words(error)}.', file=file, line=line) from error


def first_words(error: Exception) -> str:
    """What went wrong, in one line: a tag that is not known, a day that does not exist."""
    return (getattr(error, "problem", None) or str(error) or "not valid").splitlines()[0]


def load_model(file: Path, model: type[Model]) -> Model:
    """The file as `model`. Raises RuleError naming the line of the mistake that explains the others best."""
    return read_model(file, model)[0]


def read_model(file: Path, model: type[Model]) -> tuple[Model, dict[Location, int]]:
    """The file as `model`, and the line (1-based) of every key and item.

    Raises RuleError for the mistake that explains the others best: an unknown key before a missing one.
    """
    if not file.is_file():
        raise RuleError("there is no such file.", do="Give the path of a YAML file.", file=file)
    content, lines = read_yaml(file)
    try:
        return model.model_validate(content), lines
    except ValidationError as error:
        found = error.errors(include_url=False)
        first = next((one for one in found if one["type"] == "extra_forbidden"), found[0])
        raise told(first, model, file, lines) from error


def line_at(lines: Mapping[Location, int], where: Location) -> int:
    """The line of `where`, or of the nearest thing around it."""
    return next(lines[where[:n]] for n in range(len(where), -1, -1) if where[:n] in lines)


def told(error: ErrorDetails, model: type[BaseModel], file: Path, lines: dict[Location, int]) -> RuleError:
    """A mismatch as a RuleError: what, in which line, and what to do."""
    where = error["loc"]
    key = str(where[-1]) if where else ""
    given, kind = error["input"], error["type"]
    what, do = f"{dotted(where, lines)}: {error['msg']}.", ""
    if kind == "extra_forbidden":
        what, do = f'the key "{key}" is unknown here.', did_you_mean(key, known_keys(model, where))
    elif kind == "missing":
        what, do = f'the key "{key}" is missing{inside(where, lines)}.', f'Add "{key}: ...".'
    elif kind == "literal_error":
        word = next((part for part in reversed(where) if isinstance(part, str)), key)
        what, do = f'"{word}" cannot be "{given}".', f"Use one of {error['ctx']['expected']}."
    elif kind in {"is_instance_of", "decimal_type"}:
        what = f'{dotted(where, lines)} needs a number, not "{given}".'
        do = "Write it plainly, without quotes."
    elif kind == "string_type":
        what, do = f'{dotted(where, lines)} needs a text, not "{given}".', "Put it in quotes."
    elif kind in {"less_than_equal", "greater_than_equal"}:
        limit, way = next(iter(error["ctx"].values())), "most" if kind == "less_than_equal" else "least"
        what, do = f"{dotted(where, lines)} is {given}.", f"Give at {way} {limit}."
    elif kind in {"decimal_max_digits", "decimal_max_places", "decimal_whole_digits"}:
        most = next(iter(error["ctx"].values()))
        part = {"decimal_max_digits": "digits", "decimal_max_places": "digits after the point"}.get(kind)
        what = f"{dotted(where, lines)} is {given}."
        do = f"Give at most {most} {part or 'digits before the point'}."
    elif kind == "value_error":
        what = f"{dotted(where, lines)}: {error['ctx']['error']}."
    return RuleError(what, do=do, file=file, line=line_at(lines, where))


def known_keys(model: type[BaseModel], where: Location) -> list[str]:
    """The keys allowed beside the unknown one, as they are written in the file."""
    return ["from" if key == "start" else key for key in keys_at(model, where)]


def dotted(where: Location, lines: dict[Location, int]) -> str:
    """`dimensions.0.weight`, as far as the file goes."""
    while where and where not in lines:
        where = where[:-1]
    return ".".join(str(part) for part in where) or "the file"


def inside(where: Location, lines: Mapping[Location, int]) -> str:
    """` in "weight"`: the named thing a missing key belongs to; empty at the top of a file."""
    names = [part for n, part in enumerate(where, start=1) if isinstance(part, str) and where[:n] in lines]
    return f' in "{names[-1]}"' if names else ""


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
