"""What the documentation shows of quizzes and runs."""

from pydantic.config import JsonDict

QUIZ_ID = "0190f3c2d0007c4d8e9fa0b1c2d3e4f5"
RUN_ID = "0190f3c2d1117c4d8e9fa0b1c2d3e4f5"
QUESTION_ID = "0190f3c2d2227c4d8e9fa0b1c2d3e4f5"
PARTICIPANT_ID = "0190f3c1b0007c4d8e9fa0b1c2d3e4f5"

QUESTION: JsonDict = {
    "id": QUESTION_ID,
    "kind": "single_choice",
    "text": "광합성이 일어나는 곳은?",
    "options": [
        {"id": "0190f3c2d3337c4d", "text": "엽록체", "is_correct": True},
        {"id": "0190f3c2d4447c4d", "text": "미토콘드리아", "is_correct": False},
    ],
    "explanation": "엽록체의 엽록소가 빛을 받습니다.",
    "topic": "광합성",
    "seconds": 30,
    "points": 1,
}
QUIZ: JsonDict = {
    "quiz_id": QUIZ_ID,
    "title": "광합성",
    "description": "",
    "questions": [QUESTION],
    "version": 3,
    "updated_ms": 1764000000000,
    "is_from_upstream": False,
}
QUIZ_LIST: JsonDict = {
    "quizzes": [{"quiz_id": QUIZ_ID, "title": "광합성", "question_count": 1, "updated_ms": 1764000000000}]
}
IMPORTED: JsonDict = {
    "quiz": QUIZ,
    "warnings": [
        {
            "line": 12,
            "code": "matching",
            "sentence": {
                "en": "Matching questions cannot be taken over.",
                "ko": "짝짓기 문제는 가져올 수 없습니다.",
            },
        }
    ],
}
IMAGE: JsonDict = {"image_id": "9f" * 32, "image_url": "/quiz-images/" + "9f" * 32}
PUBLIC_QUESTION: JsonDict = {
    "question_id": QUESTION_ID,
    "kind": "single_choice",
    "text": "광합성이 일어나는 곳은?",
    "options": [{"id": "a7Rk9Q", "text": "미토콘드리아"}, {"id": "q8XkT2", "text": "엽록체"}],
    "image_url": None,
    "points": 1,
}
TALLY: JsonDict = {
    "question_id": QUESTION_ID,
    "answered": 24,
    "correct": 19,
    "counts": [{"key": "q8XkT2", "count": 19}, {"key": "a7Rk9Q", "count": 5}],
}
RUN: JsonDict = {
    "run_id": RUN_ID,
    "title": "광합성",
    "state": "open",
    "questions": [QUESTION],
    "public_questions": [PUBLIC_QUESTION],
    "seconds": 30,
    "allows_change": False,
    "scoring": "accuracy",
    "quiz_id": QUIZ_ID,
    "again_of": None,
    "opened_ms": 1764000100000,
    "closes_ms": 1764000130000,
    "closed_ms": None,
    "revealed_ms": None,
    "tallies": [TALLY],
}
MISSING: JsonDict = {
    "question_id": QUESTION_ID,
    "answered": [PARTICIPANT_ID],
    "not_answered": [],
    "disconnected": [],
    "not_present": [],
}
RESULTS: JsonDict = {
    "run": RUN,
    "responses": [
        {
            "participant_id": PARTICIPANT_ID,
            "name": "이서연",
            "question_id": QUESTION_ID,
            "answer": {"option_ids": ["0190f3c2d3337c4d"]},
            "answer_text": "엽록체",
            "is_correct": True,
            "credit": 1.0,
            "points": 1.0,
            "elapsed_ms": 5400,
            "received_ms": 1764000105400,
        }
    ],
    "missing": [MISSING],
}
