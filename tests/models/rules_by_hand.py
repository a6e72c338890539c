"""What a scheme says and what a run is given, as a test writes it down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

Sum = tuple[Decimal, Decimal]


@dataclass(frozen=True)
class Indicator:
    """A metric in a dimension; `knots`: (value, points), straight lines between them."""

    metric: str
    dimension: str
    weight: Decimal
    knots: Sequence[tuple[Decimal, Decimal]]
    cut_up_from: Decimal | None = None
    absent: str = "not_applicable"
    disabled: str | None = None
    value_rule: str = "ratio"
    scale: int = 100
    feeds: str = ""
    kinds: str = ""
    fixed_size: bool = False
    evidence: str | None = "given"


@dataclass(frozen=True)
class Gate:
    """`steps`: (comparison, threshold, effect, highest score); `value_rule` and `feeds` of the metric it looks at."""

    gate: str
    metric: str
    steps: Sequence[tuple[str, Decimal, str, Decimal | None]]
    value_rule: str = "total"
    scale: int = 1
    feeds: str = ""
    kinds: str = ""
    enabled: bool = True
    withholds: Sequence[str] = ()


@dataclass(frozen=True)
class Quota:
    """`then_by`: metrics and dimensions, in order; a dimension as "dimension a"."""

    percent: Decimal
    grade: str = "good"
    minimum_one_from: int | None = None
    then_by: Sequence[str] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of adjustment: fixed points, or the record's own between bounds."""

    kind: str
    effect: str
    each: Decimal | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    limit: Decimal | None = None


@dataclass(frozen=True)
class Adjustments:
    """The limits of all bonus and all deducted points, and the kinds there are."""

    bonus_limit: Decimal
    deduction_limit: Decimal
    kinds: Sequence[Kind]


@dataclass(frozen=True)
class Record:
    """An approved bonus or deduction of a subject."""

    subject: str
    adjustment_id: str
    kind: str
    points: Decimal | None = None
    occurred_on: date = date(2026, 3, 1)
    approved_on: date | None = date(2026, 3, 2)


@dataclass(frozen=True)
class Scheme:
    """Indicators in order; grades best first, the last without a limit; `general`: (metric, share in percent)."""

    indicators: Sequence[Indicator]
    grades: Sequence[tuple[str, Decimal | None]] = (("good", Decimal(90)), ("poor", None))
    minimum_measured_weight: Decimal = Decimal(0)
    minimum_tenure_share: Decimal | None = None
    subject_type: str = "department"
    small_number: int = 3
    gates: Sequence[Gate] = ()
    quota: Quota | None = None
    adjustments: Adjustments | None = None
    general: tuple[str, Decimal] | None = None


@dataclass(frozen=True)
class Given:
    """A scheme, its subjects' sums and what is known of the run. `counts`: rows of evidence, by subject and metric."""

    scheme: Scheme
    sums: Mapping[str, Mapping[str, Sum]]
    tenure_days: Mapping[str, int] = field(default_factory=dict)
    feeds: Sequence[str] = ()
    provisional: bool = False
    period: tuple[date, date] = (date(2026, 1, 1), date(2026, 12, 31))
    cut_off: date = date(2026, 12, 31)
    records: Sequence[Record] = ()
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)
