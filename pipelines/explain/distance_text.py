"""The distance to the next grade, for a person to read."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.explain.find import Row
from pipelines.explain.gather import Explanation
from pipelines.explain.indicator_text import evidence_grid
from pipelines.explain.numbers import number
from pipelines.explain.said import Column, Grid, Heading, Line, Said
from pipelines.explain.words import EFFECTS, WORDS, source_words


def distance_said(explanation: Explanation, lang: str, shown: int) -> Iterator[Said]:
    """The bands, what is lacking, what stands in the way, and the fewest records that would carry the score there."""
    words, found, target = WORDS[lang], explanation.distance, explanation.distance["target"]
    yield Heading(words["distance"])
    yield bands(explanation, lang)
    if target is None:
        yield Line(words["no_score" if explanation.appraisal["score"] is None else "highest"], 1)
        return
    name, limit = target[f"name_{lang}"], number(target["at_least"])
    if found["points_lacking"]:
        lacking = number(found["points_lacking"]), number(found["base_lacking"])
        yield Line(words["lacking"].format(name, limit, explanation.appraisal["score"], *lacking), 1)
    else:
        yield Line(words["nothing_lacking"].format(name, limit, explanation.appraisal["score"]), 1)
    for obstacle in found["obstacles"]:
        yield Line(obstacle_words(explanation, obstacle, lang), 1)
    if found.get("rows"):
        yield from fewest(explanation, found, lang)
    elif found["points_lacking"]:
        yield Line(out_of_reach(found, lang), 1)
    missing = [row["code"] for row in explanation.indicators if row["status"] == "missing"]
    if missing and found["points_lacking"]:
        yield Line(words["missing_too"].format(", ".join(missing)), 1)


def bands(explanation: Explanation, lang: str) -> Grid:
    """The grades of the scheme, the best first, with clause and source."""
    words = WORDS[lang]
    columns = [Column(words["grade_name"]), Column(words["at_least"], is_number=True)]
    grid = Grid(words["bands"], [*columns, Column(words["clause"]), Column(words["source"])], depth=1)
    for band in explanation.others["grades"]:
        limit = number(band["at_least"])
        grid.add(band[f"name_{lang}"], limit, band["clause"] or "-", source_words(band["source"], lang))
    return grid


def fewest(explanation: Explanation, found: Row, lang: str) -> Iterator[Said]:
    """The rows by indicator, and what they bring together."""
    words = WORDS[lang]
    count = sum(len(part["rows"]) for part in found["rows"])
    with_them, fewer = found["score_with_rows"], found["score_with_one_fewer"]
    yield Line(words["fewest"].format(count, with_them, fewer), 1)
    named = {row["metric_id"]: row for row in explanation.indicators}
    for part in found["rows"]:
        indicator = named[part["metric_id"]]
        caption = f"{indicator['code']} {indicator[f'name_{lang}']}: +{number(part['gain'])}"
        yield evidence_grid([[row] for row in part["rows"]], caption, lang)


def out_of_reach(found: Row, lang: str) -> str:
    """How far fulfilling rows brings the score where that is not far enough."""
    words, reach = WORDS[lang], found.get("reach")
    if reach is None:
        return words["no_rows"]
    return words["all_rows" if reach["is_all"] else "most_rows"].format(reach["row_count"], reach["score"])


def obstacle_words(explanation: Explanation, obstacle: Row, lang: str) -> str:
    """What keeps the grade back, in a sentence."""
    words, kind = WORDS[lang], obstacle["kind"]
    if kind == "gate":
        effect = EFFECTS[lang][obstacle["effect"]].format(number(obstacle["score_limit"]))
        return words["gate_stands"].format(obstacle["gate"], effect)
    if kind == "quota":
        numbers = (number(obstacle["percent"]), obstacle["due_count"], obstacle["place_count"], obstacle["taken_count"])
        source = source_words(obstacle["source"], lang)
        return words["quota_open" if obstacle["is_open"] else "quota_full"].format(*numbers, source)
    if kind == "measured_weight":
        own = number(explanation.appraisal["measured_weight"])
        return words["too_little_measured"].format(own, number(obstacle["minimum_percent"]))
    if kind == "tenure":
        return words["too_short"].format(number(obstacle["minimum_percent"]))
    return words["small_numbers_hold"]
