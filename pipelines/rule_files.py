"""Checks files that people write: schemes, reward plans, metrics, feeds, sources, expectations, the timetable and the
words for what is published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from pipelines.errors import RuleError, UserError
from pipelines.feeds import Feed
from pipelines.fetch.connection import is_at_hand
from pipelines.ingest.mapped import Mapped
from pipelines.ingest.source import Source
from pipelines.ingest.source import check as check_source
from pipelines.nights.timetable import Timetable, timetable_file
from pipelines.publish.description import Description
from pipelines.schemes import check_files, load_catalogue
from pipelines.schemes.check_metrics import check_metrics_file
from pipelines.settings import PROJECT_DIR, Settings
from pipelines.validate.rule_file import RuleFile
from pipelines.yaml_file import load_model, read_yaml

# The key that tells what kind of file it is, and how such a file is checked.
KINDS: dict[str, Callable[[Path], object]] = {
    "fields": lambda file: load_model(file, Feed),
    "files": lambda file: check_source(load_model(file, Source), file),
    "database": lambda file: check_source(load_model(file, Source), file),
    "expectations": lambda file: load_model(file, RuleFile),
    "tables": lambda file: load_model(file, Description),
    "metrics": check_metrics_file,
    "quarter": lambda file: load_model(file, Timetable),
}


def check_rule_files(settings: Settings, files: Sequence[Path] | None) -> tuple[int, list[RuleError]]:
    """Check the files given, or all of the project and the institution. Returns how many, and what is wrong."""
    chosen = list(files) if files else all_files(settings)
    rules: list[Path] = []
    wrong = [] if files else without_rules(settings)
    for file in chosen:
        try:
            check = kind_of(file)
            if check:
                check(file)
            else:
                rules.append(file)
        except RuleError as error:
            wrong.append(error)
    try:
        catalogue = load_catalogue(settings.project)
    except RuleError as error:  # no scheme or plan can be checked; a file that is named already is not named twice
        return len(chosen), wrong + ([] if str(error) in map(str, wrong) else [error])
    return len(chosen), wrong + check_files(rules, catalogue)


def files_in(given: Sequence[Path]) -> list[Path]:
    """The files given, and the YAML files in and below folders, each once. Raises RuleError for a folder without."""
    found: dict[Path, None] = {}
    for path in given:
        inside = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
        if not inside:
            raise RuleError("there is no YAML file in this folder.", do="Give the path of a YAML file.", file=path)
        found |= dict.fromkeys(inside)
    return list(found)


def try_queries(settings: Settings, files: Sequence[Path] | None) -> tuple[list[str], list[UserError]]:
    """Run the queries of checked sources for their columns. Returns the sources whose connection is not at hand, and
    what is wrong with the others."""
    untried, wrong = [], []
    for file in files or sorted(settings.sources.rglob("*.yaml")):
        content, _ = read_yaml(file)
        if not isinstance(content, dict) or "database" not in content:
            continue
        source = load_model(file, Source)
        database = source.database
        if database is None or not is_at_hand(database.connection):
            untried.append(source.source)
            continue
        from pipelines.fetch.from_database import try_query

        try:
            try_query(Mapped(source, check_source(source, file), file))
        except UserError as error:
            wrong.append(error)
    return untried, wrong


def all_files(settings: Settings) -> list[Path]:
    """Every rule file there is."""
    own = [settings.project / "metrics", settings.sources, settings.schemes]
    folders = dict.fromkeys([*(PROJECT_DIR / name for name in ("feeds", "metrics", "expectations")), *own])
    single = [PROJECT_DIR / "published.yaml", timetable_file(settings)]
    return [file for folder in folders for file in sorted(folder.rglob("*.yaml"))] + single


def without_rules(settings: Settings) -> list[RuleError]:
    """A mistake where there is neither a scheme nor a reward plan; nothing shipped stands in for them."""
    if any(settings.schemes.rglob("*.yaml")):
        return []
    return [
        RuleError(
            "there is no scheme and no reward plan, so nothing can be computed.",
            do=f"Copy those of {PROJECT_DIR / 'schemes'} there, and change the copy.",
            file=settings.schemes,
        )
    ]


def kind_of(file: Path) -> Callable[[Path], object] | None:
    """How to check a file, told by its keys; None for a scheme or a reward plan, which are checked together.

    Raises RuleError for a file that is none of these.
    """
    if not file.is_file():
        raise RuleError("there is no such file.", do="Give the path of a YAML file.", file=file)
    content, _ = read_yaml(file)
    keys = set(content) if isinstance(content, dict) else set()
    for key, check in KINDS.items():
        if key in keys:
            return check
    if {"scheme", "dimensions", "reward_plan"} & keys:
        return None
    raise RuleError(
        "this is no scheme, reward plan, feed, source, metrics, expectations or timetable.",
        do="It needs `scheme:`, `reward_plan:` or `fields:`; schedule.yaml needs `quarter:` and `year:`.",
        file=file,
    )
