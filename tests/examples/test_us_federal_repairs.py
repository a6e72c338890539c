"""The repairs of the public US federal files, on made-up rows."""

from __future__ import annotations

from types import ModuleType

import polars as pl
import pytest


def text(**columns: list[str | None]) -> pl.LazyFrame:
    return pl.LazyFrame(columns, schema=dict.fromkeys(columns, pl.String)).with_row_index("source_row", offset=2)


def project(given: str | None, updated: str, variance: str, planned: str | None = "31/03/2012") -> pl.LazyFrame:
    return text(
        **{
            "Planned Project Completion Date (B2)": [planned],
            "Projected/Actual Project Completion Date (B2)": [given],
            "Projected/Actual Cost ($ M)": ["1.5"],
            "Schedule Variance (in days)": [variance],
            "Updated Date": [updated],
        }
    )


def states(frame: pl.LazyFrame) -> tuple[str | None, ...]:
    return frame.select("Actual Completion", "Projected Completion", "Actual Cost", "Projected Cost").collect().row(0)


def test_agency_codes_in_three_forms_become_one(repairs: ModuleType) -> None:
    frame, touched = repairs.agency_code_in_three_digits(text(**{"Agency Code": ["5", "005", "\t005", "184", None]}))
    assert frame.collect()["Agency Code"].to_list() == ["005", "005", "005", "184", None]
    assert touched == 2


def test_a_date_with_day_and_month_exchanged_is_put_in_order_and_an_ambiguous_one_is_left(
    repairs: ModuleType,
) -> None:
    given = ["2012-30-09", "30/09/2012", "2012-09-10", None]
    frame, touched = repairs.day_and_month_in_order(text(**{"Completion Date (B1)": given}))
    assert frame.collect()["Completion Date (B1)"].to_list() == [
        "30/09/2012",
        "30/09/2012",
        "2012-09-10",
        None,
    ]
    assert touched == 1


@pytest.mark.parametrize(
    ("given", "updated", "variance"),
    [
        ("30/04/2012", "01/05/2012", "-30"),
        ("30/04/2012", "30/04/2012", "-30"),
        ("31/03/2012", "31/03/2012", "0"),
    ],
)
def test_a_past_day_reported_on_or_after_it_is_the_actual_one(
    repairs: ModuleType, given: str, updated: str, variance: str
) -> None:
    frame, touched = repairs.states_of_completion(project(given, updated, variance))
    assert (states(frame), touched) == ((given, None, "1.5", None), 0)


def test_a_day_that_came_after_the_record_was_updated_is_a_projection(repairs: ModuleType) -> None:
    frame, touched = repairs.states_of_completion(project("31/03/2012", "30/11/2011", "-153"))
    assert (states(frame), touched) == ((None, "31/03/2012", None, "1.5"), 0)


def test_a_day_after_the_day_of_assessment_is_a_projection(repairs: ModuleType) -> None:
    frame, touched = repairs.states_of_completion(project("30/09/2012", "31/08/2012", "-183"))
    assert (states(frame), touched) == ((None, "30/09/2012", None, "1.5"), 0)


def test_a_project_measured_up_to_the_day_of_assessment_is_still_open_and_counted(
    repairs: ModuleType,
) -> None:
    frame, touched = repairs.states_of_completion(project("30/04/2012", "01/05/2012", "-153"))
    assert (states(frame), touched) == ((None, "30/04/2012", None, "1.5"), 1)


def test_without_dates_the_cost_is_the_projected_one(repairs: ModuleType) -> None:
    frame, touched = repairs.states_of_completion(project(None, "01/05/2012", "0", planned=None))
    assert (states(frame), touched) == ((None, None, None, "1.5"), 0)


def test_what_is_unknown_of_a_time_reads_as_its_last_moment(repairs: ModuleType) -> None:
    frame, touched = repairs.last_moment_known(
        text(
            incident_year=["2014", "2012", "2013", "2013", None],
            incident_month=["2", "2", None, None, None],
            incident_day=["3", None, None, "7", None],
        )
    )
    assert frame.select("occurred_at", "occurred_precision").collect().rows() == [
        ("2014-02-03 23:59:59", "day"),
        ("2012-02-29 23:59:59", "month"),
        ("2013-12-31 23:59:59", "year"),
        ("2013-12-31 23:59:59", "year"),
        (None, None),
    ]
    assert touched == 4


def test_hosts_of_an_agency_are_mapped_and_all_others_stay_empty(repairs: ModuleType) -> None:
    hosts = ["Los Alamos National Laboratory", "University of Toronto", None]
    frame, touched = repairs.agencies_of_hosts(text(host_name=hosts))
    assert frame.collect()["agency"].to_list() == ["019", None, None]
    assert touched == 1


def test_a_zero_from_a_host_that_did_not_answer_becomes_empty_and_a_reported_zero_stays(
    repairs: ModuleType,
) -> None:
    frame, touched = repairs.unanswered_head_counts(
        text(
            attendance=["0", "0", "12", None],
            tag_name=["SWC,unresponsive", "SWC", "unresponsive", "unresponsive"],
        )
    )
    assert frame.collect()["attendance"].to_list() == [None, "0", "12", None]
    assert touched == 1


def test_a_start_after_the_actual_end_is_left_empty_and_others_stay(repairs: ModuleType) -> None:
    frame, touched = repairs.starts_after_the_actual_end(
        text(
            **{
                "Start Date": ["15/03/2012", "01/01/2012", "01/01/2012", None],
                "Actual Completion": ["09/02/2012", "01/01/2012", None, "01/01/2012"],
            }
        )
    )
    assert frame.collect()["Start Date"].to_list() == [None, "01/01/2012", "01/01/2012", None]
    assert touched == 1


def test_the_organisation_stands_beside_the_first_agency_only(repairs: ModuleType) -> None:
    frame, touched = repairs.government_in_the_first_row(text(agency_name=["Agriculture", "Commerce"]))
    assert frame.collect()["government"].to_list() == ["Federal Government of the United States", None]
    assert touched == 1


def test_officers_are_named_by_office(repairs: ModuleType) -> None:
    agencies = text(agency_code_businesscase=["005"], agency_name=["Department of Agriculture"])
    frame, touched = repairs.chief_officers(agencies)
    assert frame.select("person", "person_name").collect().row(0) == (
        "CIO-005",
        "CIO, Department of Agriculture",
    )
    assert touched == 1


def test_repairs_in_turn_add_up_the_rows_they_touched(repairs: ModuleType) -> None:
    _, touched = repairs.workshops(
        text(
            host_name=["National Institutes of Health", "Elsewhere"],
            attendance=["0", "0"],
            tag_name=["SWC,unresponsive", "unresponsive"],
        )
    )
    assert touched == 3
