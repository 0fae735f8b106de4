"""How answers are scored, in words for teachers and students; the rules themselves are in domain/scoring.py."""

from appliance.contract.quiz import BilingualText
from appliance.contract.quiz_results import ScoringFormula, ScoringRule

_RULES = (
    (
        "single_choice",
        "Single choice and true/false: 1 for the right option, else 0.",
        "하나 고르기와 참/거짓: 맞으면 1, 아니면 0입니다.",
    ),
    (
        "multiple_choice",
        "Multiple choice: 1 − 2 × wrong ÷ options, never below 0. Wrong are options ticked or left out wrongly.",
        "여러 개 고르기: 1 − 2 × 틀린 수 ÷ 보기 수, 0보다 작아지지 않습니다. 잘못 고른 것과 빠뜨린 것이 틀린 수입니다.",
    ),
    (
        "ordering",
        "Ordering: the share of items that are followed by the right next one.",
        "순서 맞추기: 바로 다음 항목이 맞는 항목의 비율입니다.",
    ),
    (
        "numeric",
        "Number: 1 within the accepted range, both ends included, else 0.",
        "숫자: 정답 범위 안(양 끝 포함)이면 1, 아니면 0입니다.",
    ),
    (
        "short_text",
        "Short text: 1 for one of the accepted texts, compared by the question's rules for case and spacing, else 0.",
        "짧은 답: 인정 답안과 같으면 1, 아니면 0입니다. 대소문자와 띄어쓰기는 문제의 규칙에 따릅니다.",
    ),
    ("poll", "Opinion polls have no right answer and no points.", "의견 조사에는 정답도 점수도 없습니다."),
    ("accuracy", "Accuracy: this share is the score.", "정확도: 이 값이 그대로 점수입니다."),
    ("points", "Points: this share × the question's points.", "배점: 이 값 × 문제의 배점입니다."),
    (
        "speed",
        "Speed: this share × (1 + a bonus from 0.5 at once down to 0 at the time limit), measured on each device "
        "from when it got the question.",
        "속도: 이 값 × (1 + 가산점)입니다. 가산점은 바로 답하면 0.5, 제한 시간에 0이며, "
        "기기가 문제를 받은 때부터 잽니다.",
    ),
)


def scoring_formula() -> ScoringFormula:
    """Every rule, in the order in which they are applied."""
    return ScoringFormula(
        rules=[ScoringRule(name=name, sentence=BilingualText(en=en, ko=ko)) for name, en, ko in _RULES]
    )
