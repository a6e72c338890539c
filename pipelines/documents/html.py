"""How pages are made: templates that escape every text, refuse what they were not given, and share one style."""

from __future__ import annotations

from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

HTML_LANGUAGE = {"zh": "zh-CN", "en": "en"}


@cache
def templates(package: str) -> Environment:
    """The templates of a package's folder `templates`, which may include `base.css`; each is compiled once."""
    loader = ChoiceLoader([PackageLoader(package, "templates"), PackageLoader("pipelines.documents", "style")])
    return Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
