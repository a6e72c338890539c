"""A summary, part by part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from urllib.parse import quote

import duckdb

from pipelines.documents.edition import edition_name, file_name, named_in
from pipelines.errors import UserError
from pipelines.explain.find import Row, rows
from pipelines.explain.numbers import number
from pipelines.explain.reward_amounts import amount
from pipelines.explain.sign_off_text import STATES
from pipelines.explain.words import status_words
from pipelines.ingest.batches import loaded_after, standing_refusals
from pipelines.period import parse_period
from pipelines.publish.publish import HR_FILE
from pipelines.runs import load_run
from pipelines.settings import Settings
from pipelines.sign_off import open_appeals
from pipelines.summary import queries
from pipelines.summary.words import KINDS, WORDS
from pipelines.warehouse import connect, open_published

# What Markdown would take as a sign of its own.
SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~])")


def summary(settings: Settings, run_id: str, gaps: Sequence[str] | None = None, pages: str = "") -> str:
    """Markdown in `settings.lang`: grades against quota, movers, rewards, data quality, what is open, the report.

    `gaps`: what is missing of the period's days, a line of text each (None: not looked for). `pages`: the address below
    which the published documents are served (`.../documents`); empty: no link. Raises UserError for a run that is not
    published.
    """
    file = settings.published / HR_FILE
    with connect(settings, read_only=True) as con:
        run = load_run(con, run_id)
        appeals = open_appeals(con, run)
        refused = [file for file, _ in standing_refusals(con, settings)]
        loaded_since = loaded_after(con, run.as_of_batch)
    if not run.published or not file.exists():
        raise UserError(f"Run {run.run_id} is not published.", do=f"Publish it: appraise publish {run.run_id}")
    with open_published(settings, file) as con:
        return "\n".join(Summary(settings, con, run.run_id, refused, loaded_since).lines(appeals, gaps, pages))


@dataclass(frozen=True)
class Summary:
    """One run in one language; `con` reads the published database for HR, so that it says what the documents say.

    `refused`: the files that are refused now; `loaded_since`: how many files were loaded after what the run read.
    """

    settings: Settings
    con: duckdb.DuckDBPyConnection
    run_id: str
    refused: Sequence[str] = ()
    loaded_since: int = 0

    def lines(self, appeals: Sequence[str], gaps: Sequence[str] | None, pages: str) -> Iterator[str]:
        """All parts, in the order in which they matter."""
        yield from self.head()
        yield from self.part("grades", self.grades())
        yield from self.part("movers", self.movers(), against=self.against)
        yield from self.part("rewards", self.rewards())
        yield from self.part("quality", self.quality())
        yield from self.part("open", self.open_matters(appeals))
        if gaps is not None:
            yield from self.part("gaps", [f"- {plain(gap)}" for gap in gaps] or [self.say("no_gaps")])
        if pages:
            yield from self.part("report", self.reports(pages))

    def part(self, title: str, content: Iterable[str], **about: object) -> Iterator[str]:
        """A heading and what stands below it."""
        yield from ("", f"### {self.say(title, **about)}", "")
        yield from content

    def say(self, name: str, **about: object) -> str:
        return WORDS[self.settings.lang][name].format(**about)

    def rows(self, query: str, **values: object) -> list[Row]:
        return rows(self.con, query, named_in(query, {"run_id": self.run_id, **values}))

    @cached_property
    def run(self) -> Row:
        return self.rows(queries.RUN)[0]

    @cached_property
    def organisations(self) -> list[Row]:
        return self.rows(queries.ORGANISATIONS)

    @cached_property
    def before(self) -> Row | None:
        """The run that a first revision is compared with."""
        span = parse_period(self.run["period"]).before
        found = self.rows(queries.RUN_BEFORE, before=span, scope=self.run["org_id"]) if span else []
        return found[0] if found else None

    @property
    def against(self) -> str:
        if self.run["revision"] > 1:
            return self.say("revision_before")
        return self.before["period"] if self.before else self.say("nothing")

    def head(self) -> Iterator[str]:
        """Which run it is, what it is worth, and who has signed so far."""
        lang, run = self.settings.lang, self.run
        yield f"**{self.say('head', **run)}**"
        yield ""
        is_year = parse_period(run["period"]).is_year
        kind = self.say("is_year" if is_year else "is_part")
        yield f"- {self.say('state', state=STATES[lang].get(run['state'], run['state']), kind=kind)}"
        signed = [
            self.say(
                "signature", state=STATES[lang][row["state"]], signed_by=plain(row["signed_by"]),
                signed_on=row["signed_on"],
            )
            for row in self.rows(queries.SIGNATURES)
        ]  # fmt: skip
        if signed:
            yield f"- {self.say('signed', signed=self.say('then').join(signed))}"
        for row in self.rows(queries.PUBLICITY):
            yield f"- {self.say('publicity' if row['public_until'] else 'publicity_unknown', **row)}"
        named = self.say("and").join(
            f"{plain(row['organization_name'])} ({row['org_id']})" for row in self.organisations
        )
        yield f"- {self.say('organisations', count=len(self.organisations), named=named)}"

    def grades(self) -> Iterator[str]:
        """A row for each organisation, kind of subject and grade; who has none in a row of its own."""
        lang = self.settings.lang
        ungraded = {
            key: list(own)
            for key, own in groupby(self.rows(queries.UNGRADED), lambda row: (row["org_id"], row["subject_type"]))
        }
        cells: list[tuple[object, ...]] = []
        for (org_id, kind), own in groupby(self.rows(queries.GRADES), lambda row: (row["org_id"], row["subject_type"])):
            counted = list(own)
            people = self.say("people", kind=KINDS[lang][kind], count=counted[0]["subject_count"])
            for row in counted:
                places = ""
                if row["quota_places"] is not None:
                    places = self.say("places", places=row["quota_places"], percent=number(row["quota_percent"]))
                name = row["grade_name" if lang == "zh" else "grade_name_en"]
                cells.append((org_id, people, name, row["suggested_count"], row["standing_count"], places))
            for row in ungraded.get((org_id, kind), ()):
                said = self.say("no_grade")
                if row["status"] != "no_grade":
                    said += f": {status_words(row['status'], lang).replace('_', ' ')}"
                cells.append((org_id, people, said, row["subject_count"], "", ""))
        if not cells:
            yield f"**{self.say('nobody')}**"
            return
        yield from table(self.say("grade_columns"), cells)

    def movers(self) -> Iterator[str]:
        """The biggest moves of each organisation. A CIO is named by the id alone."""
        if self.run["revision"] > 1:
            found = self.rows(queries.MOVED_BY_REVISION)
        elif self.before:
            found = self.rows(queries.MOVED_BY_PERIOD, before_id=self.before["run_id"])
        else:
            yield self.say("no_before")
            return
        if not found:
            yield self.say("no_movers")
            return
        cells = [
            (
                row["org_id"],
                row["subject_id"]
                if row["subject_type"] == "cio" or not row["subject_name"]
                else f"{row['subject_id']} {row['subject_name']}",
                number(row["score_before"]),
                number(row["score_after"]),
                f"{'+' if row['delta'] > 0 else ''}{number(row['delta'])}",
            )
            for row in found
        ]
        yield from table(self.say("mover_columns"), cells)

    def rewards(self) -> Iterator[str]:
        """Totals by organisation and benefit year; none that would tell what one person gets."""
        cells: list[tuple[object, ...]] = []
        for row in self.rows(queries.REWARDS):
            standing = self.say("estimate" if row["is_estimate"] else "proposal")
            sums = [
                amount(row[f"{name}_amount"], row["currency"], self.settings.lang)
                for name in ("pool", "awarded", "forfeited", "unallocated")
            ]
            if not row["may_be_said"]:
                sums = [self.say("too_few", fewest=queries.FEWEST_PERSONS), "", "", ""]
            cells.append((row["org_id"], row["benefit_year"], standing, *sums))
        if not cells:
            yield self.say("no_rewards")
            return
        yield from table(self.say("reward_columns"), cells)

    def quality(self) -> Iterator[str]:
        """Checks, quarantine, subjects with too little data, and what the revision moved."""
        yield f"- {self.say('checks', **self.rows(queries.CHECKS)[0])}"
        if failed := [plain(row["name"]) for row in self.rows(queries.FAILED_CHECKS)]:
            yield f"- {self.say('failed_checks', named=self.say('and').join(failed))}"
        yield f"- {self.say('quarantine', **self.rows(queries.QUARANTINE)[0])}"
        if self.refused:
            named = self.say("and").join(map(plain, self.refused))
            yield f"- **{self.say('refused', count=len(self.refused), named=named)}**"
        if self.loaded_since:
            yield f"- **{self.say('loaded_since', count=self.loaded_since)}**"
        ungraded = self.rows(queries.UNGRADED)
        low = sum(row["subject_count"] for row in ungraded if row["status"] == "insufficient_data")
        yield f"- {self.say('low_weight', count=low)}"
        if self.run["revision"] > 1:
            moved = self.rows(queries.MOVED)[0]
            if any(moved[name] for name in ("scores", "grades", "awards")):
                yield f"- {self.say('restated', **moved | {'biggest': number(moved['biggest'] or Decimal(0))})}"
            else:
                yield f"- {self.say('restated_nothing')}"

    def open_matters(self, appeals: Sequence[str]) -> Iterator[str]:
        """Open appeals and grades that a person decided."""
        named = self.say("and").join(map(plain, appeals))
        yield f"- {self.say('appeals', count=len(appeals), named=named) if appeals else self.say('no_appeals')}"
        decided = self.rows(queries.DECIDED)[0]
        if decided["decided_count"]:
            yield f"- {self.say('decided', **decided)}"

    def reports(self, pages: str) -> Iterator[str]:
        """A link to each organisation's report, or to the folder where no report of this language was written."""
        run, lang = self.run, self.settings.lang
        name = edition_name(run["kind"], run["revision"], self.run_id, is_alone=run["org_id"] != "*")
        for row in self.organisations:
            folder = f"{file_name(row['org_id'])}/{run['period']}/{name}"
            report = f"{folder}/report_{lang}.html"
            found = report if (self.settings.published / "documents" / report).exists() else f"{folder}/"
            yield f"- [{plain(row['organization_name'])} ({row['org_id']})]({pages}/{quote(found)})"


def table(columns: str, cells: Iterable[Sequence[object]]) -> Iterator[str]:
    """A table of Markdown; a text that repeats the one above it is left out."""
    titles = columns.split("|")
    yield f"| {' | '.join(titles)} |"
    yield f"|{' --- |' * len(titles)}"
    before: Sequence[object] = ()
    for row in cells:
        same = next((place for place, cell in enumerate(row[:2]) if before[place : place + 1] != (cell,)), 2)
        yield f"| {' | '.join('' if place < same else plain(str(cell)) for place, cell in enumerate(row))} |"
        before = tuple(row)


def plain(text: str) -> str:
    """A text in which nothing is a sign of Markdown."""
    return SIGNS.sub(r"\\\1", " ".join(text.split()))
