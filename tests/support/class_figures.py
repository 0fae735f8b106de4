"""Engagement figures of a class as the box would tell them."""

from appliance.contract.engagement import (
    ClassEngagement,
    FormulaText,
    HelpReasonName,
    StudentEngagement,
    TopicConfusion,
)
from tests.support.class_samples import NOW_MS

FORMULA = FormulaText(en="Engagement = 40 × presence", ko="참여도 = 40 × 출석")


def figures_of(
    reasons: dict[str, list[HelpReasonName]], *, mean: float | None, confusion: dict[str, float]
) -> ClassEngagement:
    """Figures in which these students need help, for these reasons."""
    students = [
        StudentEngagement(
            participant_id=each,
            name=each,
            presence=0.9,
            participation=0.5,
            accuracy=None,
            activity=0.25,
            composite=61.0,
            needs_help=why,
            is_connected=True,
        )
        for each, why in reasons.items()
    ]
    return ClassEngagement(
        at_ms=NOW_MS,
        connected=2,
        watching=1,
        mean=mean,
        students=students,
        confusion=[TopicConfusion(topic=topic, level=level) for topic, level in confusion.items()],
        formula=FORMULA,
    )
