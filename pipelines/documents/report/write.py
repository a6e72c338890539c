"""Writes an organisation's report of a run: one page in one language."""

from __future__ import annotations

from pathlib import Path

from pipelines.documents.edition import Edition
from pipelines.documents.html import HTML_LANGUAGE, templates
from pipelines.documents.report.dimensions import dimensions
from pipelines.documents.report.grades import grades
from pipelines.documents.report.losses import losses
from pipelines.documents.report.overview import overview
from pipelines.documents.report.quality import quality
from pipelines.documents.report.ranking import ranking
from pipelines.documents.report.report import Report
from pipelines.documents.report.restated import restated
from pipelines.documents.report.rewards import rewards
from pipelines.documents.report.trend import trend

# Of a run that settles rewards alone the sections about appraisals are left out.
APPRAISED = (ranking, dimensions, trend, grades, losses)
SECTIONS = (overview, *APPRAISED, rewards, quality, restated)
OTHER = {"zh": "en", "en": "zh"}


def write_report(edition: Edition, folder: Path) -> None:
    """Write `report_zh.html` or `report_en.html`."""
    report = Report(edition)
    template = templates("pipelines.documents.report").get_template("report.html")
    page = template.render(
        report=report,
        language=HTML_LANGUAGE[edition.lang],
        other=OTHER[edition.lang],
        other_language=HTML_LANGUAGE[OTHER[edition.lang]],
        sections=[section(report) for section in SECTIONS if report.has_appraised or section not in APPRAISED],
    )
    (folder / f"report_{edition.lang}.html").write_text(page, encoding="utf-8", newline="\n")
