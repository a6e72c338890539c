"""Checks files that people write: schemes, reward plans, metrics, feeds, sources, expectations and the words for what
is published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from pipelines.errors import RuleError
from pipelines.feeds import Feed
from pipelines.ingest.source import Source
from pipelines.ingest.source import check as check_source
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
    "expectations": lambda file: load_model(file, RuleFile),
    "tables": lambda file: load_model(file, Description),
    "metrics": check_metrics_file,
}


def check_rule_files(settings: Settings, files: Sequence[Path] | None) -> tuple[int, list[RuleError]]:
    """Check the files given, or all of the project and the institution. Returns how many, and what is wrong."""
    chosen = list(files) if files else all_files(settings)
    rules, wrong = [], []
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


def all_files(settings: Settings) -> list[Path]:
    """Every rule file there is."""
    own = [settings.project / "metrics", settings.sources, settings.schemes]
    folders = dict.fromkeys([*(PROJECT_DIR / name for name in ("feeds", "metrics", "expectations")), *own])
    return [file for folder in folders for file in sorted(folder.rglob("*.yaml"))] + [PROJECT_DIR / "published.yaml"]


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
        "this is no scheme, reward plan, feed, source, metrics or expectations.",
        do="It needs `scheme:`, `reward_plan:` or `fields:`.",
        file=file,
    )
