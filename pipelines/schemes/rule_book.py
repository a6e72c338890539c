"""The rule book: a page with one row for each rule of the documents, and where it lives in the system."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from pipelines.schemes.catalogue import Catalogue, Clause, load_catalogue
from pipelines.schemes.citations import Citation, citations
from pipelines.schemes.counted import SHARED_FEEDS
from pipelines.schemes.load import load_plans, load_schemes
from pipelines.schemes.model import Scheme
from pipelines.schemes.reward_model import RewardPlan
from pipelines.schemes.rule_places import Place, load_places
from pipelines.settings import PROJECT_DIR

PAGE = PROJECT_DIR / "docs" / "rule_book.md"
HEAD = """# Rule book

Every rule of the five documents: its own words, what they mean, and where it lives. `appraise docs` writes this page
from `clauses.csv`, the default schemes and reward plans, `metrics/` and `rule_places.yaml`; a change by hand is
overwritten.

- **Where it lives**: the items of the default schemes and reward plans that cite the rule; an item marked (off) is
  there to be switched on. For a rule none cites: how it is computed all the same, or that it is recorded only, and why.
- **Counted by**: the metrics those items rest on.
- **Records**: the feeds these metrics or rewards read, with the kinds of records; or the fields that hold what the rule
  speaks of.
"""
WITH_KINDS = {"project_event", *SHARED_FEEDS}
COLUMNS = ("Rule", "The document's words", "What they mean", "Where it lives", "Counted by", "Records")


def write_rule_book() -> Path:
    """Write the page anew from the project's own rules. Raises RuleError for a rule without a place."""
    PAGE.write_text(project_rule_book(), encoding="utf-8")
    return PAGE


def project_rule_book() -> str:
    """The page for the project's own rules."""
    catalogue = load_catalogue()
    schemes = load_schemes(PROJECT_DIR / "schemes", catalogue)
    plans = load_plans(PROJECT_DIR / "schemes", catalogue, schemes)
    return rule_book(catalogue, [one.scheme for one in schemes], [one.plan for one in plans])


def rule_book(catalogue: Catalogue, schemes: Sequence[Scheme], plans: Sequence[RewardPlan]) -> str:
    """The page, a table a document. Raises RuleError for a rule without a place."""
    cited = citations(schemes, plans)
    names = {one.scheme for one in schemes} | {one.reward_plan for one in plans}
    places = load_places(catalogue, names, cited.keys())
    parts = [HEAD]
    for _, found in groupby(catalogue.clauses.values(), lambda one: one.document_id):
        clauses = list(found)
        parts.append(f"\n## {clauses[0].document_id} {clauses[0].document_title}: {len(clauses)} rules\n\n")
        parts.append(line(COLUMNS) + line(["---"] * len(COLUMNS)))
        parts += [line(row(clause, cited, places, catalogue)) for clause in clauses]
    return "".join(parts)


def row(
    clause: Clause, cited: Mapping[str, Sequence[Citation]], places: Mapping[str, Place], catalogue: Catalogue
) -> tuple[str, ...]:
    """The cells of one rule."""
    words = (clause.clause_id, clause.quote_zh, clause.meaning_en)
    if clause.clause_id in cited:
        found = cited[clause.clause_id]
        metrics = counted_by(found)
        feeds = [feed for one in found for feed in one.feeds]
        return *words, items(found), named(metrics, catalogue), records(metrics, feeds, catalogue)
    place = places[clause.clause_id]
    how = f"**Computed.** {place.computed}" if place.computed else f"**Recorded, not computed.** {place.not_computed}"
    where = "<br>".join([how, *place.schemes])
    return *words, where, named(place.metrics, catalogue), ", ".join(place.fields)


def items(found: Sequence[Citation]) -> str:
    """`MIIT_DEPT: indicator a, b, gate V1`, a line a scheme; parameters last."""
    lines = []
    for scheme, every in groupby(found, lambda one: one.scheme):
        kinds: dict[str, list[str]] = {}
        for one in sorted(every, key=lambda one: one.kind == "parameter"):
            kinds.setdefault(one.kind, []).append(one.name)
        kinds["parameter"] = families(kinds.get("parameter", []))
        words = (f"{kind} {', '.join(names)}".strip() for kind, names in kinds.items() if names)
        lines.append(f"{scheme}: {', '.join(words)}")
    return "<br>".join(lines)


def families(names: Sequence[str]) -> list[str]:
    """Names with one first word, where they are more than three, as one: `incident_*`."""
    groups = [(word, list(every)) for word, every in groupby(names, lambda name: name.split("_")[0])]
    return [name for word, every in groups for name in ([f"{word}_*"] if len(every) > 3 else every)]


def counted_by(found: Sequence[Citation]) -> list[str]:
    """The metrics of the items that cite the rule; those of a whole dimension only where nothing narrower does."""
    narrow = [one for one in found if one.kind != "dimension" and one.metrics]
    return list(dict.fromkeys(metric for one in narrow or found for metric in one.metrics))


def named(metrics: Iterable[str], catalogue: Catalogue) -> str:
    """`settled_within_60_days (PRJ10)`"""
    return ", ".join(f"{name} ({catalogue.metrics[name].code})" for name in metrics)


def records(metrics: Sequence[str], feeds: Sequence[str], catalogue: Catalogue) -> str:
    """`obligation (hazard, ...)`: each feed once, with all kinds the metrics take from it; then other `feeds`."""
    kinds: dict[str, list[str]] = {}
    for metric in (catalogue.metrics[name] for name in metrics):
        for feed in metric.feeds or ("results of the units",):
            taken = metric.kinds if feed in WITH_KINDS else ()
            kinds[feed] = list(dict.fromkeys([*kinds.get(feed, []), *taken]))
    for feed in feeds:
        kinds.setdefault(feed, [])
    return ", ".join(feed + (f" ({', '.join(found)})" if found else "") for feed, found in kinds.items())


def line(cells: Iterable[str]) -> str:
    """One line of a table; a bar inside a cell would end it."""
    bars = [cell.replace("|", "\\|") for cell in cells]
    return f"| {' | '.join(bars)} |\n"
