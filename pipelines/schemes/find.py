"""The scheme a person means: by id, by id and version, or by file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipelines.errors import UserError
from pipelines.schemes.catalogue import Catalogue
from pipelines.schemes.load import load_scheme, load_schemes
from pipelines.schemes.model import Scheme
from pipelines.yaml_file import did_you_mean


def find_scheme(name: str, folder: Path, day: date, catalogue: Catalogue) -> Scheme:
    """The scheme `name`: a YAML file; `MIIT_DEPT`, the common one in force on `day`; or `MIIT_DEPT@2026.1`.

    Raises UserError when the schemes below `folder` hold none, or several, of that name; RuleError for a file
    that does not fit.
    """
    if name.endswith((".yaml", ".yml")):
        return load_scheme(Path(name), catalogue).scheme
    schemes = [one.scheme for one in load_schemes(folder, catalogue)]
    named = [one for one in schemes if name in {one.scheme, f"{one.scheme}@{one.version}"}]
    if not named:
        known = {one.scheme for one in schemes} | {f"{one.scheme}@{one.version}" for one in schemes}
        raise UserError(f'There is no scheme "{name}".', do=did_you_mean(name, known))
    if "@" not in name:
        in_force = [one for one in named if one.in_force.includes(day)]
        common = [one for one in in_force if one.organization is None]
        named = common or in_force
    if len(named) != 1:
        found = ", ".join(f"{one.scheme}@{one.version}" for one in named) or "none in force today"
        do = "Give the file, or the scheme with its version, such as MIIT_DEPT@2026.1."
        raise UserError(f'"{name}" does not name one scheme: {found}.', do=do)
    return named[0]
