"""The report of each organisation: complete, offline, true to the published tables, safe with any text."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import duckdb
import pytest

from pipelines.documents.edition import LANGUAGES, Edition
from pipelines.documents.report.write import write_report
from tests.documents.pages import Page, read
from tests.end_to_end.conftest import Five

Reports = dict[tuple[str, str, str], Path]
Pages = dict[tuple[str, str, str], Page]
Changed = Callable[..., Page]
CHROMIUM = shutil.which("chromium")
ORGANISATIONS = ("E001", "C001", "T001", "U001", "P001")
HOSTILE = "甲\u202eabc\u202c <script>alert(1)</script>\"'&\n=1+1 😀 " + "很长" * 60


@pytest.fixture(scope="module")
def reports(five: Five) -> Reports:
    """Every report by organisation, period and language."""
    files = sorted(five.year.settings.published.glob("documents/*/*/*/report_*.html"))
    return {(file.parts[-4], file.parts[-3], file.stem.removeprefix("report_")): file for file in files}


@pytest.fixture(scope="module")
def pages(reports: Reports) -> Pages:
    return {key: read(file) for key, file in reports.items()}


@pytest.fixture
def changed(five: Five, tmp_path: Path) -> Changed:
    """The report of E001 of the quarter (or of another run) in a copy of the published database, after statements."""
    copy = tmp_path / "hr.duckdb"
    shutil.copyfile(five.year.settings.published / "hr.duckdb", copy)

    def write(*statements: str, lang: str = "zh", run_id: str = five.quarter.run_id) -> Page:
        with duckdb.connect(str(copy)) as con:
            for statement in statements:
                con.execute(statement.replace("$RUN", f"'{run_id}'"))
            write_report(Edition(con, run_id, "E001", lang), tmp_path)
        return read(tmp_path / f"report_{lang}.html")

    return write


def rows_of(five: Five, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(five.year.settings.published / "hr.duckdb"), read_only=True) as con:
        return con.execute(query.replace("$RUN", f"'{five.quarter.run_id}'")).fetchall()


def table(page: Page, section: str, first: str) -> list[list[str]]:
    """The first table of a section whose first column is called `first`; without its head."""
    return next(rows[1:] for (where, _), rows in page.tables.items() if where == section and rows[0][0] == first)


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("−", "-"))


def test_each_organisation_has_a_report_of_each_published_run_in_both_languages(reports: Reports) -> None:
    assert {key for key in reports if key[1] == "2026Q3"} == {
        (organisation, "2026Q3", lang) for organisation in ORGANISATIONS for lang in LANGUAGES
    }
    assert {key[1] for key in reports if key[0] == "E001"} == {"2024", "2025", "2026", "2026Q3"}


def test_every_link_goes_where_it_says(reports: Reports, pages: Pages) -> None:
    for key, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), key
        for target in page.links:
            if target.startswith("#"):
                assert target[1:] in page.ids, (key, target)
            else:
                assert (reports[key].parent / unquote(target)).is_file(), (key, target)


def test_every_chart_has_a_title_a_description_and_marks(pages: Pages) -> None:
    for key, page in pages.items():
        for name, chart in page.charts.items():
            assert chart.title, (key, name)
            assert chart.description, (key, name)
            assert chart.marks, (key, name)
    assert {
        "ranking-department", "ranking-cio", "grades-department-MIIT_DEPT", "grades-cio-MIIT_CIO", "losses-chart",
        "incidents-chart", "biggest-chart", "flow-2024-CNY", "flow-2025-CNY", "instalments-chart", "quarantine-chart",
    } <= pages["E001", "2026Q3", "zh"].charts.keys()  # fmt: skip


def test_a_run_that_settles_rewards_alone_says_so_once_and_has_no_section_about_appraisals(pages: Pages) -> None:
    page = pages["E001", "2025", "zh"]
    assert page.text.count("本批次没有计算本组织的考核结果") == 1
    contents = [target for target in page.links if target.startswith("#")]
    assert contents[:4] == ["#overview", "#rewards", "#quality", "#restated"]
    assert set(contents[4:]) == {"#rewards"}  # what needs attention


def test_a_section_without_data_says_so(pages: Pages) -> None:
    page = pages["E001", "2025", "zh"]
    assert "本批次不是更正版，没有可对照的上一版。" in page.text
    assert "没有现金奖励" in pages["P001", "2025", "zh"].text
    assert "There are no rewards for innovations in this run." in pages["P001", "2026Q3", "en"].text


def test_nothing_outside_the_page_is_asked_for(reports: Reports) -> None:
    for key, file in reports.items():
        text = file.read_text(encoding="utf-8")
        assert "default-src 'none'; style-src 'unsafe-inline'" in text
        assert not re.search(r"<(script|link|img|iframe|object|base|form)\b|\bsrc=|url\(|@import|https?:", text), key


@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_browser_opens_it_without_an_error(reports: Reports, pages: Pages, lang: str, tmp_path: Path) -> None:
    opened = subprocess.run(
        [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom",
         f"--user-data-dir={tmp_path}", reports["E001", "2026Q3", lang].as_uri()],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert "CONSOLE" not in opened.stderr
    seen, written = Page(opened.stdout), pages["E001", "2026Q3", lang]
    assert seen.charts.keys() == written.charts.keys()
    assert [chart.texts for chart in seen.charts.values()] == [chart.texts for chart in written.charts.values()]
    assert seen.links == written.links


def test_the_ranking_is_the_published_one(five: Five, pages: Pages) -> None:
    published = rows_of(
        five,
        """
        SELECT subject_name, rank, score, graded_score
        FROM appraisal
        WHERE run_id = $RUN AND org_id = 'E001' AND subject_type = 'department'
        ORDER BY rank
        """,
    )
    page = pages["E001", "2026Q3", "en"]
    shown = [(row[0], int(row[1]), Decimal(row[2]), Decimal(row[3])) for row in table(page, "ranking", "Unit")]
    assert shown == published
    labels = page.charts["ranking-department"].texts[::2]
    assert labels == [f"{rank} {name}" for name, rank, _, _ in published]


def test_the_points_of_the_dimensions_add_up_to_the_base_scores(five: Five, pages: Pages) -> None:
    published = rows_of(
        five,
        """
        SELECT subject_name, base_score
        FROM appraisal
        WHERE run_id = $RUN AND org_id = 'E001' AND subject_type = 'department'
        ORDER BY rank
        """,
    )
    heat = table(pages["E001", "2026Q3", "zh"], "dimensions", "部门")
    assert [row[0] for row in heat] == [name for name, _ in published]
    for row, (_, base_score) in zip(heat, published, strict=True):
        reached = [Decimal(cell.split("\n")[1].split("/")[0]) for cell in row[1:] if cell != "–"]
        assert abs(sum(reached) - base_score) <= Decimal("0.05") * len(reached)


def test_grades_stand_beside_their_quota_as_published(five: Five, pages: Pages) -> None:
    published = rows_of(
        five,
        """
        SELECT grade_name_en, suggested_count, quota_places
        FROM grade_count
        WHERE run_id = $RUN AND org_id = 'E001' AND subject_type = 'department'
        ORDER BY level DESC
        """,
    )
    page = pages["E001", "2026Q3", "en"]
    shown = [(row[0], row[3], row[7]) for row in table(page, "grades", "Grade")]
    assert shown == [(name, str(count), "" if places is None else str(places)) for name, count, places in published]
    assert page.charts["grades-department-MIIT_DEPT"].texts[:2] == ["Excellent", "3 of 3 places"]


def test_points_lost_by_indicator_are_those_published(five: Five, pages: Pages) -> None:
    (lost,) = rows_of(
        five,
        """
        SELECT count(DISTINCT metric_id), sum(points_lost)
        FROM indicator_score
        WHERE run_id = $RUN AND org_id = 'E001' AND subject_type = 'department' AND points_lost > 0
        """,
    )
    rows = table(pages["E001", "2026Q3", "zh"], "losses", "指标")
    assert len(rows) == lost[0]
    assert abs(sum(number(row[2]) for row in rows) - lost[1]) <= Decimal("0.005") * len(rows)


def test_the_flow_of_rewards_adds_up_to_the_cent(five: Five, pages: Pages) -> None:
    flows = 0
    for key, page in pages.items():
        for (section, caption), rows in page.tables.items():
            if section == "rewards" and rows[0] in (["步骤", "金额"], ["Step", "Amount"]):
                amounts = [number(row[1]) for row in rows[1:]]
                tier, innovation, organisation, floor, pool = amounts[1:6]
                forfeited, capped, unallocated, awarded, lapsed, to_come, released = amounts[6:]
                assert tier - innovation - organisation + floor == pool, (key, caption)
                assert pool - forfeited - capped - unallocated == awarded, (key, caption)
                assert awarded - lapsed - to_come == released, (key, caption)
                flows += 1
    assert (
        flows
        == 2
        * rows_of(
            five,
            """
        SELECT count(*) FROM (
            SELECT run_id, org_id, benefit_year, currency
            FROM reward_pool
            GROUP BY ALL
            HAVING sum(tier_amount) > 0 OR sum(pool_amount) > 0
        )
        """,
        )[0][0]
    )


def test_a_quarter_shows_what_the_ledger_posted_beside_what_it_estimates(five: Five, pages: Pages) -> None:
    published = rows_of(
        five,
        """
        SELECT benefit_year, sum(owed_amount), sum(to_come_amount)
        FROM reward_ledger
        WHERE org_id = 'E001'
        GROUP BY benefit_year
        ORDER BY benefit_year
        """,
    )
    quarter, year = pages["E001", "2026Q3", "zh"], pages["E001", "2025", "zh"]
    rows = quarter.tables["rewards", "奖励台账"][1:]
    assert [(int(row[0]), number(row[1]), number(row[2])) for row in rows if row[1] != "–"] == published
    assert [row[0] for row in rows if row[1] == "–"] == ["2026"]
    assert "= 已兑现额" not in quarter.text
    assert "= 已兑现额" in year.text
    assert [row[1:3] for row in year.tables["rewards", "奖励台账"][1:]] == [
        row[3:5] for row in year.tables["rewards", "奖励台账"][1:]
    ]


def test_persons_amounts_add_up_to_the_pools(five: Five, pages: Pages) -> None:
    ((awarded, released, to_come),) = rows_of(
        five,
        """
        SELECT sum(awarded_amount), sum(released_amount), sum(to_come_amount)
        FROM reward_reconciliation
        WHERE run_id = $RUN AND org_id = 'E001'
        """,
    )
    rows = table(pages["E001", "2026Q3", "en"], "rewards", "Person")
    paid = [row for row in rows if row[9] != "–"]
    assert sum(number(row[8]) for row in rows if row[8] != "–") == awarded
    assert sum(number(row[9]) for row in paid) == released
    assert sum(number(row[11]) for row in paid) == to_come


def test_the_same_database_gives_the_same_bytes(five: Five, reports: Reports, tmp_path: Path) -> None:
    with duckdb.connect(str(five.year.settings.published / "hr.duckdb"), read_only=True) as con:
        for lang in LANGUAGES:
            write_report(Edition(con, five.year.run_id, "T001", lang), tmp_path)
            written = (tmp_path / f"report_{lang}.html").read_bytes()
            assert written == reports["T001", "2026", lang].read_bytes()


def test_texts_of_records_appear_as_they_are(changed: Changed) -> None:
    text = HOSTILE.replace("'", "''")
    page = changed(
        f"UPDATE organization SET organization_name = '{text}' WHERE org_id = 'E001'",
        f"UPDATE appraisal SET subject_name = '{text}' WHERE subject_id IN ('D01', 'P0001')",
        f"UPDATE reward_award SET person_name = '{text}'",
        f"UPDATE reward_pool SET innovation_title = '{text}'",
        f"UPDATE evidence SET source_file = '{text}'",
    )
    assert "script" not in page.tags
    assert table(page, "ranking", "部门")[0][0] == HOSTILE
    assert any(row[0].startswith(HOSTILE) for row in table(page, "rewards", "姓名与编号"))
    assert page.charts["ranking-department"].texts[0].startswith("1 甲\u202eabc\u202c <script>")
    assert page.charts["ranking-department"].texts[0].endswith("…")


@pytest.mark.parametrize(("extra", "drawn"), [(28, 40), (29, 6)])
def test_more_than_forty_units_are_drawn_by_spans_of_scores(changed: Changed, extra: int, drawn: int) -> None:
    page = changed(
        f"""
        INSERT INTO appraisal BY NAME
        SELECT * REPLACE (subject_id || number AS subject_id, 100 AS score, NULL AS rank)
        FROM appraisal CROSS JOIN range({extra}) AS numbers (number)
        WHERE run_id = $RUN AND org_id = 'E001' AND subject_id = 'D01'
        """.replace("SELECT * REPLACE", "SELECT * EXCLUDE (number) REPLACE")
    )
    assert page.bars("ranking-department") == drawn
    assert len(table(page, "ranking", "部门")) == 12 + extra
    if drawn == 6:
        assert page.charts["ranking-department"].texts[:2] == ["90–100 分", f"{4 + extra} 个"]


def test_the_trend_takes_the_newest_run_of_earlier_periods_and_its_own_of_its_own(changed: Changed) -> None:
    page = changed(
        """
        INSERT INTO run BY NAME
        SELECT * REPLACE (
            'before' AS run_id, '2026Q2' AS period, DATE '2026-04-01' AS period_start, DATE '2026-06-30' AS period_end
        ) FROM run WHERE run_id = $RUN
        """,
        """
        INSERT INTO run BY NAME
        SELECT * REPLACE ('later' AS run_id, '2026Q4' AS period, DATE '2026-12-31' AS period_end)
        FROM run WHERE run_id = $RUN
        """,
        "INSERT INTO run BY NAME SELECT * REPLACE ('newer' AS run_id, 2 AS revision) FROM run WHERE run_id = $RUN",
        "UPDATE run SET is_newest = FALSE WHERE run_id = $RUN",
        """
        INSERT INTO appraisal BY NAME
        SELECT * REPLACE (run AS run_id, CAST(score - less AS DECIMAL(38, 2)) AS score) FROM appraisal
        CROSS JOIN (VALUES ('before', 10), ('later', 20), ('newer', 30)) AS other (run, less) WHERE run_id = $RUN
        """.replace("SELECT * REPLACE", "SELECT * EXCLUDE (run, less) REPLACE"),
    )
    rows = {row[0]: row[1:] for row in table(page, "trend", "部门")}
    assert rows["数字化部"] == ["90.00", "100.00", "+10.00"]
    trail = page.charts["quarters-department-0"]
    assert trail.title == "数字化部"
    assert trail.texts == ["数字化部", "90.00", "2026Q2", "100.00", "2026Q3"]
    assert "已有第 2 版" in page.text


def test_a_revision_says_what_it_moved_and_why(changed: Changed) -> None:
    page = changed(
        """
        INSERT INTO restatement (run_id, revision, period, org_id, prior_run_id, subject_type, subject_id, person_id,
            quantity, item, unit, before_value, after_value, delta, cause, record_count)
        VALUES ($RUN, 2, '2026Q3', 'E001', 'before', 'department', 'D01', NULL, 'score', NULL, 'points', 98.5, 100,
            1.5, 'records', 0),
            ($RUN, 2, '2026Q3', 'E001', 'before', 'department', 'D02', NULL, 'score', NULL, 'points', 97.51, 94.51,
            -3, 'rules', 0)
        """
    )
    assert page.charts["restated-chart"].texts == [
        "研发中心", "97.51 → 94.51 (-3.00)", "数字化部", "98.50 → 100.00 (+1.50)",
    ]  # fmt: skip
    assert table(page, "restated", "对象") == [
        ["数字化部", "最终得分", "98.5", "100", "+1.5", "记录"],
        ["研发中心", "最终得分", "97.51", "94.51", "-3", "规则"],
    ]
    assert "本版变动涉及 2 个对象" in page.text


def test_amounts_of_two_currencies_are_kept_apart(changed: Changed) -> None:
    page = changed(
        "UPDATE reward_pool SET currency = 'USD' WHERE innovation_id = 'INV-11' AND benefit_year = 2025",
        "UPDATE reward_award SET currency = 'USD' WHERE innovation_id = 'INV-11' AND benefit_year = 2025",
    )
    assert "金额单位：元、USD。" in page.text
    assert page.charts["flow-2025-USD"].texts[:2] == ["分档计奖额", "216,000.00"]
    years = {row[2] for row in table(page, "rewards", "姓名与编号") if row[1] == "INV-11"}
    assert years == {"2024 元", "2025 USD"}


def test_open_appeals_of_the_period_are_listed(changed: Changed) -> None:
    page = changed(
        """
        INSERT INTO appeal (run_id, revision, period, org_id, appeal_id, subject_type, subject_id, subject_name,
            metric_id, filed_on, answer_by, state)
        VALUES ('before', 1, '2026Q3', 'E001', 'A-1', 'department', 'D12', '后勤保障部', 'milestones_on_time',
            DATE '2026-11-16', DATE '2026-11-30', 'accepted')
        """
    )
    assert "#appeals" in page.links
    assert "1 件复核申诉待答复" in page.text
    assert table(page, "overview", "申诉编号") == [
        ["A-1", "后勤保障部", "里程碑按期率（重大项目×2）", "1", "2026-11-16", "2026-11-30", "已受理"]
    ]
