"""Rules as a Great Expectations suite."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from great_expectations import ExpectationSuite, expectations
from great_expectations.core import ExpectationValidationResult
from great_expectations.expectations.core.unexpected_rows_expectation import UnexpectedRowsExpectation
from great_expectations.expectations.expectation import Expectation

from pipelines.errors import RuleError
from pipelines.validate.rule_file import SQL_RULE, Rule
from pipelines.yaml_file import did_you_mean


class CountedRowsExpectation(UnexpectedRowsExpectation):
    """UnexpectedRowsExpectation without the rows: it only counts them, which halves the work."""

    metric_dependencies = ("unexpected_rows_query.row_count",)

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: object = None,
    ) -> dict[str, Any]:
        count = metrics["unexpected_rows_query.row_count"]
        return {"success": count == 0, "result": {"observed_value": count}}


def suite_of(name: str, rules: Sequence[Rule]) -> ExpectationSuite:
    """The suite of the rules: severity, id, what follows a failure and why travel with each expectation.

    Raises RuleError for an expectation type that does not exist or arguments it does not take.
    """
    return ExpectationSuite(name=name, expectations=[expectation_of(name, rule) for rule in rules])


def expectation_of(suite: str, rule: Rule) -> Expectation:
    """One rule as an expectation."""
    where = f"expectations of {suite}, {rule.id}"
    names = names_offered()
    if rule.expect not in names:
        raise RuleError(f'there is no "{rule.expect}".', do=did_you_mean(rule.expect, names), file=where)
    arguments = rule.arguments()
    kind: Callable[..., Expectation] = getattr(expectations, names[rule.expect])
    if rule.expect == SQL_RULE:
        kind = CountedRowsExpectation
        arguments["unexpected_rows_query"] = over_batch(rule, "{batch}")
    try:
        return kind(
            **arguments,
            severity=rule.severity,
            meta={"id": rule.id, "on_failure": rule.on_failure, "why": rule.why.model_dump()},
            description=f"{rule.id}. 不应出现 Must not be: {rule.why.zh} {rule.why.en}",
        )
    except ValueError as error:
        raise RuleError(f"{rule.expect}: {error}.", file=where) from error


@cache
def names_offered() -> dict[str, str]:
    """The expectations there are, by the name that a rule calls them."""
    offered = [name for name in dir(expectations) if name.startswith(("Expect", "Unexpected"))]
    return {snake_case(name): name for name in offered}


def rule_id(entry: ExpectationValidationResult) -> str:
    """The id of the rule a result belongs to."""
    if entry.expectation_config is None:
        raise ValueError("a result without its expectation")
    return str(entry.expectation_config.meta["id"])


def over_batch(rule: Rule, rows: str) -> str:
    """The rule's SQL, with `batch` standing for the `rows` under check."""
    query = (rule.unexpected_rows_query or "").strip().rstrip(";")
    return f"WITH batch AS NOT MATERIALIZED (SELECT * FROM {rows}) SELECT * FROM ({query}\n)"


def snake_case(name: str) -> str:
    """`ExpectColumnToExist` as `expect_column_to_exist`."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
