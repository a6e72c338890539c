"""A simulation as a person reads it: what was tried, to whom it applied, who moves, grades, quota, rewards."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pipelines.cli.shared import out, print_table, say
from pipelines.cli.simulated_changes import before_and_after, named
from pipelines.cli.simulated_rewards import show_rewards
from pipelines.cli.simulated_words import SIMULATED
from pipelines.explain.words import status_words
from pipelines.simulate.compare_scores import Moved
from pipelines.simulate.effects import DraftEffect
from pipelines.simulate.simulate import SimulatedPeriod, Simulation
from pipelines.simulate.split import PARTS
from pipelines.simulate.words import not_applied_words, reason_words

MOST_ROWS = 20


def show(found: Simulation, lang: str) -> None:
    """Print a simulation, period by period."""
    words = SIMULATED[lang]
    for draft in found.drafts:
        dates = words["in_force"].format(draft.in_force.start, draft.in_force.until or "")
        kind = words["subjects"][draft.subject]
        say(f"{words['tried']} {draft.name} ({draft.file}): {draft.regime}, {kind}, {dates}")
    for period in found.periods:
        show_period(period, lang)


def show_period(one: SimulatedPeriod, lang: str) -> None:
    words, base = SIMULATED[lang], one.baseline
    out.print()
    out.print(base.run.period, style="bold")
    if not base.is_stored:
        which = words["computed_here"]
    elif base.run.provisional:
        which = words["preview"].format(base.run.run_id, base.run.cut_off)
    else:
        which = words["run"].format(base.run.run_id, base.run.revision)
    newer = words["not_newer"] if base.batch_now is None else words["newer"].format(base.batch_now)
    say(f"{words['was']}: {which}; {words['batch'].format(base.run.as_of_batch)}; {newer}")
    if base.other_code:
        say(words["other_code"])
    for refused in one.not_applied:
        say(f"{words['not_applied']}: {refused.draft}: {not_applied_words(refused, lang)}")
    for effect in one.effects:
        show_effect(effect, lang)
    out.print()
    show_movers(one, lang)
    show_grades(one, lang)
    show_rewards(one, lang)


def show_effect(effect: DraftEffect, lang: str) -> None:
    """What a draft changes and to how many each change was applied."""
    words, places = SIMULATED[lang], ", ".join(effect.organizations)
    old = (effect.instead_of or "").partition("#")[0]
    told = [words["instead_of"].format(old, places) if old else words["new"].format(places)]
    told += [words["as_if"]] if effect.as_if_in_force else []
    told += [words["nobody"]] if not effect.draft.is_plan and not effect.subject_count else []
    say(f"{effect.draft.name}: {'; '.join(told)}")
    if effect.is_identical:
        say(f"  {words['identical'].format(old)}")
    elif old and not effect.difference.changes:
        say(f"  {words['same_rules'].format(old)}")
    rows = []
    for change, applied in effect.applications:
        said = reason_words(applied, lang) or ("" if applied.moved_count else words["no_effect"])
        count = words["units"][applied.unit].format(applied.applied_count)
        rows.append((named(change, effect, lang), *before_and_after(change, lang), count, applied.moved_count, said))
    print_table(f"  {words['changes']}", words["change_columns"], rows)
    if effect.difference.wording:
        say(f"  {words['wording']}")


def parts_shown(one: SimulatedPeriod) -> list[str]:
    """The causes worth a column: those that could have moved anything."""
    cells = one.cells
    possible = {"code": one.baseline.other_code, "rules": True}
    possible["data"] = possible["interaction"] = (cells["data"], cells["both"]) != (cells["code"], cells["rules"])
    return [part for part in PARTS if possible[part]]


def names_of_grades(one: SimulatedPeriod, lang: str) -> dict[tuple[str, str, str | None], str]:
    """A grade's name, by organisation, kind and id."""
    return {
        (row["org_id"], row["subject_type"], row["grade"]): row[f"name_{lang}"] or SIMULATED[lang]["no_grade"]
        for row in one.scores.grades
    }


def show_movers(one: SimulatedPeriod, lang: str) -> None:
    """Who moves, and how many do not."""
    words, shown = SIMULATED[lang], parts_shown(one)
    columns = (
        *words["subject_columns"],
        *(words[part] for part in shown),
        words["score"],
        words["rank"],
        words["grade"],
    )
    names = names_of_grades(one, lang)
    print_table(
        words["movers"], columns, [mover(subject, shown, names, lang) for subject in one.scores.moved[:MOST_ROWS]]
    )
    if len(one.scores.moved) > MOST_ROWS:
        say(words["more"].format(len(one.scores.moved) - MOST_ROWS))
    if not one.scores.moved:
        say(words["nobody_moves"])
    counts = [f"{org_id} {words['subjects'][kind]} {count}" for (org_id, kind), count in one.scores.unmoved.items()]
    if counts:
        say(words["unmoved"].format(", ".join(counts)))
    out.print()


def mover(
    subject: Moved, shown: Sequence[str], names: dict[tuple[str, str, str | None], str], lang: str
) -> tuple[object, ...]:
    """A subject as a row of the table."""
    told, parts = subject.told, subject.score.parts
    grades = []
    for cell in ("was", "both"):
        grade, gates = told[cell]["suggested_grade"], told[cell]["gates"]
        name = names.get((subject.org_id, subject.subject_type, grade)) if grade else None
        grades.append((name or status_words(str(told[cell]["status"] or "-"), lang)) + (f" ({gates})" if gates else ""))
    return (
        subject.org_id, SIMULATED[lang]["subjects"][subject.subject_type], subject.subject_id, subject.subject_name,
        subject.score.was, *(signed(parts[part]) for part in shown), subject.score.after,
        arrow(told["was"]["rank"], told["both"]["rank"]),
        arrow(*grades),
    )  # fmt: skip


def show_grades(one: SimulatedPeriod, lang: str) -> None:
    """The grade table, what the quota alone did, and what is recommended otherwise."""
    words, kinds = SIMULATED[lang], SIMULATED[lang]["subjects"]
    concerned = {(subject.org_id, subject.subject_type) for subject in one.scores.moved}
    names = names_of_grades(one, lang)
    rows = [
        (row["org_id"], kinds[row["subject_type"]], names[row["org_id"], row["subject_type"], row["grade"]],
         row["before"], row["after"])
        for row in one.scores.grades
        if (row["org_id"], row["subject_type"]) in concerned
    ]  # fmt: skip
    print_table(words["grades"], words["grade_columns"], rows)
    for row in one.scores.quota:
        effect = words[row["effect"]].format(names[row["org_id"], row["subject_type"], row["grade"]])
        say(f"{words['quota']}: {row['org_id']} {kinds[row['subject_type']]} {row['subject_id']} {effect}")
    for row in one.scores.follows:
        title = f"{row['name']} {row[f'title_{lang}']}"
        say(f"{words[row['effect']]}: {row['org_id']} {kinds[row['subject_type']]} {row['subject_id']}: {title}")


def arrow(was: object, now: object) -> str:
    """`3 → 4`; once where both are the same."""
    shown = ["-" if value is None else str(value) for value in (was, now)]
    return shown[0] if shown[0] == shown[1] else f"{shown[0]} → {shown[1]}"


def signed(value: Decimal) -> str:
    """`+1.20`, `-0.85`, `0`."""
    return f"{value:+,f}" if value else "0"
