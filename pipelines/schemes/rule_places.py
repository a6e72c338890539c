"""Where a rule lives that no scheme cites: `rule_places.yaml`, read and checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Self

from pydantic import model_validator

from pipelines.errors import RuleError
from pipelines.feeds import Closed, load_feeds
from pipelines.schemes.catalogue import Catalogue
from pipelines.settings import PROJECT_DIR
from pipelines.yaml_file import Location, did_you_mean, line_at, read_model

PLACES_FILE = PROJECT_DIR / "rule_places.yaml"


class Place(Closed):
    """Fields (`feed.field`, `feed.field=code`), metrics and schemes, and how they serve the rule or why they do not."""

    fields: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    computed: str = ""
    not_computed: str = ""

    @model_validator(mode="after")
    def somewhere_and_why(self) -> Self:
        if bool(self.computed) == bool(self.not_computed):
            raise ValueError('needs either "computed" or "not_computed"')
        if not (self.fields or self.schemes):
            raise ValueError('names no place: give "fields" or "schemes"')
        return self


class PlacesFile(Closed):
    """The content of `rule_places.yaml`: a place by clause id."""

    places: Mapping[str, Place]


def load_places(
    catalogue: Catalogue, schemes: Collection[str], cited: Collection[str], file: Path = PLACES_FILE
) -> Mapping[str, Place]:
    """The place of every rule that is not `cited` by a scheme, by clause id; `schemes` are the ids there are.

    Raises RuleError, with the line, for a place that does not exist, a rule that is none or needs no place; and
    without one for a rule that has none.
    """
    content, lines = read_model(file, PlacesFile)
    for clause, place in content.places.items():
        where: Location = ("places", clause)
        fault = fault_of_rule(clause, catalogue, cited) or fault_of_place(place, catalogue, schemes)
        if fault:
            what, do = fault
            raise RuleError(f"{clause}: {what}", do=do, file=file, line=line_at(lines, where))
    if homeless := [clause for clause in catalogue.clauses if clause not in cited and clause not in content.places]:
        do = "Cite them in a scheme, or say here where they live."
        raise RuleError(f"no place for {', '.join(homeless)}.", do=do, file=file)
    return content.places


def fault_of_rule(clause: str, catalogue: Catalogue, cited: Collection[str]) -> tuple[str, str] | None:
    """What is wrong with naming the rule here, and what to do."""
    if clause not in catalogue.clauses:
        return "is not in clauses.csv.", did_you_mean(clause, catalogue.clauses)
    if clause in cited:
        return "a scheme cites it, so its place is known.", "Take it out here."
    return None


def fault_of_place(place: Place, catalogue: Catalogue, schemes: Collection[str]) -> tuple[str, str] | None:
    """The first thing the place names that does not exist, and what to do."""
    for name in place.metrics:
        if name not in catalogue.metrics:
            return f'the metric "{name}" is not in metrics/.', did_you_mean(name, catalogue.metrics)
    for name in place.schemes:
        if name not in schemes:
            return f'there is no scheme "{name}".', did_you_mean(name, schemes)
    return next((fault for name in place.fields if (fault := fault_of_field(name))), None)


def fault_of_field(name: str) -> tuple[str, str] | None:
    """What `feed.field=code` names that does not exist."""
    (feed, _, rest), feeds = name.partition("."), load_feeds()
    field, _, code = rest.partition("=")
    if feed not in feeds:
        return f'there is no feed "{feed}".', did_you_mean(feed, feeds)
    fields = {one.name: one for one in feeds[feed].fields}
    if field not in fields:
        return f'the feed "{feed}" has no field "{field}".', did_you_mean(field, fields)
    codes = fields[field].codes
    if code and code not in codes:
        return f'"{feed}.{field}" knows no "{code}".', did_you_mean(code, codes)
    return None
