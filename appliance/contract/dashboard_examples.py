"""Examples of the dashboard's answers, for the documentation of the API."""

from pydantic.config import JsonDict

_SESSION_ID, _STUDENT_ID = "0190f3c1a2b37c4d8e9fa0b1c2d3e4f5", "0190f3c1b0007c4d8e9fa0b1c2d3e4f5"
_RUN_ID, _QUESTION_ID = "0190f3c2d1117c4d8e9fa0b1c2d3e4f5", "0190f3c2d2227c4d8e9fa0b1c2d3e4f5"
_FORMULA: JsonDict = {
    "en": "Engagement (0-100) = 40 × presence + 40 × participation + 20 × activity. …",
    "ko": "참여도(0-100) = 40 × 출석 + 40 × 응답 + 20 × 활동. …",
}
_FIGURES: JsonDict = {"presence": 0.93, "participation": 0.86, "accuracy": 0.71, "activity": 0.4, "composite": 79.6}
_PERIOD: JsonDict = {"from_date": "2026-03-02", "to_date": "2026-07-17", "tz": "Asia/Seoul", "topic": "biology"}
_LESSON: JsonDict = {
    "session_id": _SESSION_ID,
    "title": "광합성",
    "topic": "biology",
    "started_ms": 1764000000000,
    "ended_ms": 1764003000000,
    "students": 28,
    "figures": _FIGURES,
}
_POINT: JsonDict = {
    "at_ms": 1764000060000,
    "connected": 27,
    "watching": 26,
    "engagement": 74.5,
    "confusion": 0.1,
    "topic": "biology",
}
_STUDENT: JsonDict = {
    "participant_id": _STUDENT_ID,
    "name": "이서연",
    "joined_ms": 1764000060000,
    "present_ms": 2880000,
    "watched_ms": 2750000,
    "asked": 7,
    "answered": 6,
    "graded": 6,
    "correct": 4,
    "points": 4.5,
    "activity_events": 6,
    "lost_taps": 1,
    "figures": _FIGURES,
    "needs_help": [],
}
_RESULT: JsonDict = {
    "run_id": _RUN_ID,
    "run_title": "광합성",
    "quiz_id": "0190f3c2d0007c4d8e9fa0b1c2d3e4f5",
    "question_id": _QUESTION_ID,
    "kind": "single_choice",
    "text": "광합성이 일어나는 곳은?",
    "topic": "광합성",
    "opened_ms": 1764000900000,
    "asked": 28,
    "answered": 27,
    "graded": 27,
    "correct": 20,
    "correct_rate": 0.741,
    "mean_credit": 0.741,
}
_OPTIONS: list[JsonDict] = [
    {
        "text": "엽록체",
        "is_correct": True,
        "chosen": 41,
        "share": 0.74,
        "share_of_weak": 0.47,
        "share_of_strong": 1.0,
        "misleads": False,
    },
    {
        "text": "미토콘드리아",
        "is_correct": False,
        "chosen": 14,
        "share": 0.26,
        "share_of_weak": 0.53,
        "share_of_strong": 0.0,
        "misleads": True,
    },
]

SUMMARY_EXAMPLE: JsonDict = {
    "period": _PERIOD,
    "totals": {
        "sessions": 42,
        "students": 31,
        "attendances": 1154,
        "lesson_minutes": 2100.0,
        "questions_asked": 301,
        "answers": 7810,
        "correct_rate": 0.69,
        "messages": 512,
        "class_questions": 88,
        "lost_taps": 140,
        "figures": _FIGURES,
    },
    "open_sessions": [
        {
            "session_id": _SESSION_ID,
            "title": "세포 호흡",
            "topic": "biology",
            "state": "live",
            "students": 28,
            "connected": 27,
            "needs_help": 2,
        }
    ],
    "latest": [_LESSON],
    "days": [
        {
            "date": "2026-03-02",
            "sessions": 1,
            "lesson_minutes": 50.0,
            "attendances": 28,
            "composite": 79.6,
            "correct_rate": 0.71,
        }
    ],
    "topics": [
        {
            "topic": "biology",
            "sessions": 12,
            "questions_asked": 84,
            "correct_rate": 0.66,
            "confusion": 0.08,
            "confusion_peak": 0.41,
        }
    ],
    "formula": _FORMULA,
}
SESSION_EXAMPLE: JsonDict = {
    "lesson": _LESSON,
    "state": "ended",
    "shows_engagement": True,
    "messages": 14,
    "class_questions": 3,
    "timeline": [_POINT],
    "confusion": [{"at_ms": 1764000060000, "topics": [{"topic": "biology", "level": 0.11, "students": 3}]}],
    "students": [_STUDENT],
    "quiz_results": [_RESULT],
    "recordings": [],
    "formula": _FORMULA,
    "confusion_formula": {
        "en": 'Confusion (0-1) = students who tapped "I\'m lost" …',
        "ko": "혼란도(0-1) = …",
    },
}
TREND_EXAMPLE: JsonDict = {
    "period": _PERIOD,
    "sessions": [_LESSON],
    "change": 4.2,
    "direction": "steady",
    "hours": [{"hour": 9, "sessions": 21, "engagement": 77.1, "confusion": 0.06}],
    "class_mean": _FIGURES,
    "students": [
        {
            "participant_id": _STUDENT_ID,
            "name": "이서연",
            "sessions": 40,
            "answered": 251,
            "asked": 290,
            "correct": 170,
            "graded": 240,
            "figures": _FIGURES,
            "change": 12.5,
            "direction": "rising",
            "curve": {
                "presence": [0.93],
                "participation": [0.86],
                "accuracy": [0.71],
                "composite": [79.6],
            },
        }
    ],
    "formula": _FORMULA,
}
ANALYTICS_EXAMPLE: JsonDict = {
    "period": _PERIOD,
    "questions_found": 1,
    "answers": 55,
    "correct_rate": 0.745,
    "difficulty": 0.255,
    "questions": [
        {
            "quiz_id": "0190f3c2d0007c4d8e9fa0b1c2d3e4f5",
            "question_id": _QUESTION_ID,
            "kind": "single_choice",
            "text": "광합성이 일어나는 곳은?",
            "topic": "광합성",
            "sessions": 2,
            "last_asked_ms": 1764000900000,
            "asked": 58,
            "answered": 55,
            "graded": 55,
            "correct": 41,
            "correct_rate": 0.745,
            "difficulty": 0.255,
            "discrimination": 0.42,
            "upper_lower": 0.53,
            "options": list(_OPTIONS),
        }
    ],
}
