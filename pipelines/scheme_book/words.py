"""What the scheme book calls things, in Chinese and in English; codes are called as their feeds call them."""

from __future__ import annotations

from pipelines.feeds import feed_named

Both = tuple[str, str]

SUBJECTS = {
    "organization": ("组织", "organisations"),
    "department": ("部门", "departments"),
    "cio": ("首席信息官", "chief information officers"),
}
ABSENT = {
    "not_applicable": ("不适用，权重分摊", "not applicable, weight shared out"),
    "missing": ("应报未报，计零分", "owed: zero points"),
}
EFFECTS = {
    "lowest_grade": ("评为最低等次", "the lowest grade"),
    "graded_as_at_most": ("最高按 {} 分确定等次", "graded as at most {}"),
    "no_grade": ("暂不评等次", "no grade"),
}
WITHHELD = {"commendation": ("不得表彰", "no commendation"), "reward": ("不得奖励", "no reward")}
COMPARISONS = {
    "at_least": ("不低于 {}", "at least {}"),
    "above": ("高于 {}", "above {}"),
    "below": ("低于 {}", "below {}"),
}
UNITS = {
    "percent": "%",
    "percent_of_duration": "工期的 %<br>% of the duration",
    "points": "分<br>points",
    "calendar_days": "日历日<br>calendar days",
    "working_days": "工作日<br>working days",
    "days": "天<br>days",
    "day_of_next_month": "次月日期<br>day of the next month",
    "count": "个<br>count",
    "rows": "行<br>rows",
    "times": "倍<br>times",
    "hours": "小时<br>hours",
    "hours_a_year": "小时／年<br>hours a year",
    "months": "个月<br>months",
    "years": "年<br>years",
    "yuan": "元<br>yuan",
}
# Beside a metric's value: nothing where it is a count, a yes or no, or a ratio.
UNITS_OF_METRICS = {"%": "%", "pts": "分", "days": "天", "yuan": "元", "n/CNY": "／元"}
UNITS_OF_TIME = {"working_days": ("个工作日", "working days"), "calendar_days": ("日", "calendar days")}
PROCEDURE = {
    "publicity_working_days": ("公示不少于 {}", "Public for {}"),
    "appeal_file_within": ("异议须在 {}内提出", "An objection is filed within {}"),
    "appeal_answer_within": ("异议须在 {}内答复", "An objection is answered within {}"),
}
QUOTA = {
    "most": ("名额：{}不超过应考核数的 {} %（{}），舍去小数", "Quota: {} for at most {} % of those due, cut downwards"),
    "least": ("应考核满 {} 个的，至少一个", "at least one where {} or more are due"),
    "ties": (
        "得分相同的，依次比较{}；仍相同而名额不足的，均不占名额",
        "equal scores: by {}; a tie across the line stays out whole",
    ),
}
CANDIDATE = {
    "score_at_least": ("得分不低于 {}", "Score at least {}"),
    "grades": ("等次为{}", "Grade {}"),
    "top_percent": ("排名在前 {} %", "Among the first {} %"),
    "within_quota": ("在名额之内", "Within the quota"),
    "without_gates": ("未触发 {}", "None of the gates {} tripped"),
}
PARAMETERS = {
    "small_number_denominator": ("样本过小：分母低于此数", "small number: a denominator below it"),
    "major_project_weight": ("重大项目权重倍数", "weight of a major project"),
    "major_project_budget_amount": ("重大项目预算起点", "budget from which a project is major"),
    "training_hours_cio": ("首席信息官年度学时", "hours of training: CIO"),
    "training_hours_staff": ("职工年度学时", "hours of training: staff"),
    "training_hours_it_staff": ("信息化人员年度学时", "hours of training: IT staff"),
    "assessment_overdue_months": ("等保测评逾期过久", "assessment of a protected system long overdue after"),
    "incident_severity_points": ("事件等级扣分", "points of an incident, by severity"),
    "incident_responsibility_factor": ("责任系数", "factor of responsibility"),
    "incident_repeat_factor": ("重复发生系数", "factor of a repeated incident"),
    "incident_repeat_months": ("重复发生的期限", "repeated within"),
    "incident_report_factor": ("报告情况系数", "factor of reporting"),
    "incident_report_limit_hours": ("事件报告时限", "time to report an incident"),
    "system_importance_weight": ("系统重要程度权重", "weight of a system, by importance"),
    "climb_months": ("登高计划期限", "time of the climbing plan"),
    "secondment_months": ("挂职最长期限", "a secondment lasts at most"),
    "protection_conclusion_passes": ("等保测评结论合格（1）或否（0）", "an assessment's conclusion passes (1), or not"),
    "rule_review_months": ("制度复审周期", "rules are reviewed every"),
    "budget_tolerance_percent": ("超概容差", "over the approved budget by more than"),
    "progress_report_recipients": ("进度报告报送对象数", "recipients of a progress report"),
    "progress_report_due_day": ("进度报告截止日", "progress report due on"),
    "settlement_days": ("结算期限", "time to settle"),
    "filing_working_days": ("备案期限", "time to file"),
    "contract_filing_working_days": ("合同备案期限", "time to file a contract"),
    "trial_months": ("试运行期限", "trial operation"),
    "late_project_days": ("严重滞后：逾期天数", "badly late: days"),
    "late_project_percent": ("严重滞后：占工期比例", "badly late: share of the duration"),
    "rater_minimum_count": ("评议人数下限", "raters, at least"),
    "survey_minimum_count": ("满意度调查样本下限", "answers to a survey, at least"),
    "survey_minimum_percent": ("满意度调查回收率下限", "answers to a survey, share at least"),
    "retained_benefit_percent": ("存量保持效益占比上限", "benefit from customers kept, share at most"),
    "assessment_pass_score": ("测评合格分", "pass mark of an assessment"),
    "appointment_checks": ("任职合规检查项（1检查，0不检查）", "what is checked of an appointment (1) or not (0)"),
    "term_years": ("任期", "term of office"),
    "reappointment_limit": ("连任届数上限", "reappointed at most"),
    "service_years": ("任职前服务年限", "years of service before the appointment"),
    "idle_months": ("闲置认定期限", "idle after"),
    "rebuilt_years": ("重复建设认定年限", "rebuilt within"),
    "investment_life_years": ("投资效益计算年限", "life of an investment"),
    "decision_error_points": ("决策失误扣分", "points of a decision error, by degree"),
    "decision_error_loss_amount": ("决策失误程度的损失起点", "loss from which an error has the degree"),
    "term_alert_days": ("任期届满提示提前天数", "days before a term ends that it is told"),
}  # fmt: skip
CODES = {
    **feed_named("incident").field("severity_official").codes,
    **feed_named("incident").field("responsibility").codes,
    **feed_named("system").field("importance").codes,
    **feed_named("adjustment").field("kind").codes,
    **feed_named("finding").field("kind").codes,
    **feed_named("person").field("leaving_reason").codes,
    **feed_named("innovation_benefit").field("kind").codes,
    "exemplary": "处置示范", "on_time": "按时", "late": "迟报",
    "official.cii": "法定：关键信息基础设施", "official.central_organ": "法定：中央和国家机关",
    "official.other": "法定：其他",
    "internal.major_or_above": "内部：较大以上", "internal.general": "内部：一般", "internal.below": "内部：未达一般",
    "excellent": "优", "good": "良", "medium": "中", "poor": "差",
    "conforming": "符合", "mostly_conforming": "基本符合", "nonconforming": "不符合",
    "selection": "选拔", "term": "任期", "eligibility": "任职资格", "procedure": "任免程序", "larger": "较大",
    "comment_only": "只作评语", "insufficient_data": "数据不足", "no_grade": "暂不评等次",
    "paid": "发放", "held": "暂缓",
    "keeps": "继续兑现", "lapses": "以后各期失效", "forfeits": "未兑现部分丧失",
    "organization": "组织", "contributors": "其他贡献者",
    "always": "始终适用", "without_rule": "无自有制度时适用", "never": "不适用",
}  # fmt: skip

CODES_EN = {
    "keeps": "goes on",
    "lapses": "later instalments lapse",
    "forfeits": "what is not released is lost",
    "organization": "the organisation",
    "contributors": "the other contributors",
    "without_rule": "where there is no rule of one's own",
}


def code_zh(code: str) -> str:
    """`特别重大`"""
    return CODES[code]


def code_en(code: str) -> str:
    """`especially serious`"""
    return CODES_EN.get(code, code.replace(".", ": ").replace("_", " "))


def of_parameter(parameter: str, code: str) -> Both:
    """A parameter's code; the degrees of a decision error are called as findings call them."""
    degrees = feed_named("finding").field("degree").codes
    return (degrees if parameter.startswith("decision_error") else CODES)[code], code_en(code)


def metric_unit(code: str) -> str:
    """The unit of a metric beside a number."""
    return UNITS_OF_METRICS.get(code, "")
