"""The journal is written with what it tells, in order, each entry once, and is finished by whoever writes next."""

from __future__ import annotations

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import steps
from pipelines.journal import hash_rows, read_journal
from pipelines.warehouse import connect
from tests.replay.conftest import PERIOD, Home


def test_what_happened_is_told_in_its_order(home: Home) -> None:
    entries = read_journal(home.settings.archive)
    kinds = [entry.kind for entry in entries]
    after = [kind for kind in kinds if kind != "batch"]
    assert after == ["run", "result", "published"] * 2
    refused = [entry for entry in entries if entry.kind == "batch" and entry.content["batch"]["state"] == "refused"]
    assert [entry.content["batch"]["feed"] for entry in refused] == ["maturity"]
    assert len({(entry.kind, entry.id) for entry in entries}) == len(entries)


def test_doing_again_what_is_done_tells_nothing_new(tampered: Home) -> None:
    before = sorted(path.name for path in (tampered.settings.archive / "journal").iterdir())
    assert steps.run(tampered.settings, PERIOD) == tampered.second
    steps.publish(tampered.settings, tampered.second)
    assert sorted(path.name for path in (tampered.settings.archive / "journal").iterdir()) == before


def test_entries_whose_files_a_kill_left_out_are_written_by_the_next(tampered: Home) -> None:
    files = sorted((tampered.settings.archive / "journal").iterdir())
    told = {file.name: file.read_bytes() for file in files}
    for file in files[-3:]:
        file.unlink()
    steps.publish(tampered.settings, tampered.second)
    assert {file.name: file.read_bytes() for file in (tampered.settings.archive / "journal").iterdir()} == told


ROWS = st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.one_of(st.none(), st.integers(0, 3))), max_size=6)


@settings(max_examples=15, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_hash_of_rows_looks_at_every_cell_and_at_no_order(rows: list[tuple[object, ...]], random: object) -> None:
    con = duckdb.connect()

    def hashed(these: list[tuple[object, ...]]) -> str:
        con.execute("CREATE OR REPLACE TABLE held (org_id TEXT, n INTEGER)")
        for row in these:
            con.execute("INSERT INTO held VALUES (?, ?)", row)
        return hash_rows(con, "held", ("org_id", "n"), "true").content_sha256

    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert hashed(shuffled) == hashed(rows)
    for place, (org, number) in enumerate(rows):
        for other in ((org, 4), ("c", number), (None if org else "", number)):
            if other != (org, number):
                assert hashed([*rows[:place], other, *rows[place + 1 :]]) != hashed(rows)
    assert hashed([*rows, ("a", 0)]) != hashed(rows)


def test_steps_are_recorded_with_their_counts(home: Home) -> None:
    with connect(home.settings, read_only=True) as con:
        found = con.execute(
            "SELECT step, state, input_count > 0, output_count > 0 FROM run.step WHERE run_id = $1 ORDER BY position",
            [home.first],
        ).fetchall()
    names = [name for name, *_ in found]
    assert names == ["freeze", "evidence", "score", "reward", "restate", "check"]
    assert {state for _, state, *_ in found} == {"done"}
    assert {name for name, _, read, written in found if read and written} >= {"freeze", "evidence", "score", "check"}
