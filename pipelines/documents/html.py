"""How pages are made: templates that escape every text, refuse what they were not given, and share one style."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

HTML_LANGUAGE = {"zh": "zh-CN", "en": "en"}


@cache
def templates(package: str | None = None) -> Environment:
    """The templates of a package's folder `templates`, which may include `base.css`; each is compiled once."""
    own = [PackageLoader(package, "templates")] if package else []
    loader = ChoiceLoader([*own, PackageLoader("pipelines.documents", "style")])
    return Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def plain_page(title: str, body: Markup) -> str:
    """A page of links and short texts, in the style of all others."""
    return templates().get_template("plain.html").render(title=title, body=body)


def list_of(items: Iterable[Markup]) -> Markup:
    """A list, item by item; nothing where there are none."""
    lines = Markup("").join(Markup("<li>{0}</li>").format(item) for item in items)
    return Markup("<ul>{0}</ul>").format(lines) if lines else lines


def link(href: str, said: str) -> Markup:
    """A link with its text."""
    return Markup('<a href="{0}">{1}</a>').format(href, said)
