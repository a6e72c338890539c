"""Gates, alerts and their numbers make sense: nothing that can never hold, or that would change nothing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pipelines.schemes.catalogue import Catalogue
from pipelines.schemes.exact import plain_text
from pipelines.schemes.gates import Gate, Step
from pipelines.schemes.scheme_file import SchemeFile

SMALL_N = "SMALL_N"  # stands beside the gates where small numbers alone would lift a grade


def check_gates(loaded: SchemeFile, catalogue: Catalogue) -> None:
    """All checks of gates and alerts. Raises RuleError for the first that fails."""
    check_ids(loaded, "gates", "gate", [one.gate for one in loaded.scheme.gates])
    check_ids(loaded, "alerts", "alert", [one.alert for one in loaded.scheme.alerts])
    for number, gate in enumerate(loaded.scheme.gates):
        if gate.gate == SMALL_N:
            what = f'"{SMALL_N}" is no name for a gate: it tells of small numbers.'
            raise loaded.error(what, "Give the gate another id.", "gates", number, "gate")
        check_steps(loaded, number, gate)
        check_direction(loaded, number, gate, catalogue.metrics[gate.metric].better)
        check_range(loaded, number, gate)


def check_ids(loaded: SchemeFile, block: str, word: str, ids: Sequence[str]) -> None:
    """Each id stands once."""
    for number, name in enumerate(ids):
        if name in ids[:number]:
            what = f'the {word} "{name}" stands twice.'
            raise loaded.error(what, f"Give each {word} an id of its own.", block, number, word)


def check_steps(loaded: SchemeFile, number: int, gate: Gate) -> None:
    """Every step can be reached, and a limit of the score takes the best grade away."""
    best = loaded.scheme.grades.bands[0]
    for n, step in enumerate(gate.steps):
        where = "gates", number, "steps", n
        if hidden(step, gate.steps[:n]):
            said = f"{step.comparison} {plain_text(step.threshold)}"
            what = f'the gate "{gate.gate}" never comes to "{said}": an earlier step holds whenever this does.'
            raise loaded.error(what, "Write the strictest step first.", *where)
        if step.score is not None and best.at_least is not None and step.score >= best.at_least:
            what = f'the gate "{gate.gate}" takes no grade away: {plain_text(step.score)} is still "{best.grade}".'
            raise loaded.error(what, f"Give a score below {plain_text(best.at_least)}.", *where, "score")


def check_direction(loaded: SchemeFile, number: int, gate: Gate, better: str) -> None:
    """A gate looks for what is worse."""
    good = {"higher": ("at_least", "above"), "lower": ("below",)}.get(better, ())
    for n, step in enumerate(gate.steps):
        if step.comparison in good:
            use = '"below"' if better == "higher" else '"at_least" or "above"'
            what = f'the gate "{gate.gate}" looks the wrong way: "{gate.metric}" is better {better}.'
            raise loaded.error(what, f"Compare with {use}.", "gates", number, "steps", n)


def check_range(loaded: SchemeFile, number: int, gate: Gate) -> None:
    """No step holds for everybody or for nobody: what a metric counts is never negative."""
    for n, step in enumerate(gate.steps):
        start, end = lower_end(step), upper_end(step)
        if (start is not None and start <= 0) or (end is not None and end <= 0):
            whom = "everybody" if start is not None else "nobody"
            what = f'the gate "{gate.gate}" trips for {whom}: no value of "{gate.metric}" lies below 0.'
            raise loaded.error(what, "Compare with a number above 0.", "gates", number, "steps", n)


def hidden(step: Step, earlier: Sequence[Step]) -> bool:
    """Whether some earlier step holds for every value for which this one does.

    Each comparison is a half-line; values are whole millionths, so that `above x` is `at_least` the next one.
    """
    bottom = max((end for end in map(upper_end, earlier) if end is not None), default=None)
    top = min((start for start in map(lower_end, earlier) if start is not None), default=None)
    if bottom is not None and top is not None and top <= bottom:
        return True
    end, start = upper_end(step), lower_end(step)
    if end is not None:
        return bottom is not None and end <= bottom
    return start is not None and top is not None and start >= top


def lower_end(step: Step) -> Decimal | None:
    """The first value for which `at_least` or `above` holds."""
    if step.above is not None:
        return step.above + Decimal("0.000001")
    return step.at_least


def upper_end(step: Step) -> Decimal | None:
    """The first value for which `below` holds no longer."""
    return step.below
