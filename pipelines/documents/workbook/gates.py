"""The gates that tripped, and those nobody could check."""

from __future__ import annotations

from pipelines.documents.edition import Edition
from pipelines.documents.workbook.frames import frame, worded
from pipelines.documents.workbook.headings import column
from pipelines.documents.workbook.sheet import Sheet
from pipelines.documents.workbook.words import KINDS, WORDS
from pipelines.explain.words import source_words

NAMES = {
    "zh": ("一票否决与限档", "一票否决与限档清单", "已触发和无法检查的一票否决、限档条件及其效果"),
    "en": ("Gates", "Gates tripped or not checked", "gates that tripped or could not be checked, and what follows"),
}
LINES = {
    "zh": "只列已触发和无法检查的条件；另有 {} 项次已检查、未触发。",
    "en": "Only gates that tripped or could not be checked; {} more were checked and did not trip.",
}
STATES = {
    "zh": {"tripped": "已触发", "not_checked": "未接入数据，无法检查"},
    "en": {"tripped": "tripped", "not_checked": "not checked, its records are not connected"},
}
EFFECTS = {
    "zh": {
        "lowest_grade": "评为最低等次",
        "graded_as_at_most": "限档：最高按右列分数确定等次",
        "no_grade": "暂不评等次",
    },
    "en": {"lowest_grade": "the lowest grade", "graded_as_at_most": "graded as at most", "no_grade": "no grade"},
}
WITHHELD = {
    "zh": {"commendation": "表彰", "reward": "奖励", "commendation,reward": "表彰、奖励"},
    "en": {"commendation": "commendation", "reward": "reward", "commendation,reward": "commendation, reward"},
}
GATES = """
    SELECT
        gates.subject_type AS kind, gates.subject_id, results.subject_name, gates.gate,
        CASE $lang WHEN 'zh' THEN gates.title_zh ELSE gates.title_en END AS item,
        gates.state, gates.value, gates.effect, gates.score_limit,
        CASE
            WHEN gates.state = 'tripped'
                THEN nullif(concat_ws(',', CASE WHEN gates.withholds_commendation THEN 'commendation' END,
                    CASE WHEN gates.withholds_reward THEN 'reward' END), '')
        END AS withholds,
        gates.clause, gates.source
    FROM gate AS gates
    INNER JOIN appraisal AS results
        ON
            gates.run_id = results.run_id AND gates.org_id = results.org_id
            AND gates.subject_type = results.subject_type AND gates.subject_id = results.subject_id
    WHERE gates.run_id = $run_id AND gates.org_id = $org_id AND gates.state <> 'clear'
    ORDER BY
        gates.state <> 'tripped', gates.subject_type = 'organization', gates.subject_type = 'cio', gates.subject_id,
        gates.gate
"""
CLEAR = """
    SELECT count(*) AS clear_count FROM gate WHERE run_id = $run_id AND org_id = $org_id AND state = 'clear'
"""


def gates(edition: Edition) -> list[Sheet]:
    """The sheet; none where the schemes have no gates."""
    lang = edition.lang
    rows = frame(edition, GATES)
    clear = edition.rows(CLEAR)[0]["clear_count"]
    if rows.is_empty() and not clear:
        return []
    for name, words in (("kind", KINDS), ("state", STATES), ("effect", EFFECTS), ("withholds", WITHHELD)):
        rows = worded(rows, name, words[lang].__getitem__)
    rows = worded(rows, "source", lambda source: source_words(source, lang))
    columns = [
        column(lang, "kind", 10, "line"), column(lang, "subject_id", 10, "line"), column(lang, "subject_name", 18),
        column(lang, "gate", 7, "line"), column(lang, "item", 30), column(lang, "state", 14),
        column(lang, "value", 10, "number"), column(lang, "effect", 18), column(lang, "score_limit", 10, "score"),
        column(lang, "withholds", 14), column(lang, "clause", 18), column(lang, "source", 12),
    ]  # fmt: skip
    name, title, about = NAMES[lang]
    lines = [LINES[lang].format(clear)]
    return [
        Sheet(
            name, title, about, columns, rows, lines if not rows.is_empty() else [*lines, WORDS[lang]["none"]], frozen=3
        )
    ]
