"""The warnings of one import: a bounded list of sentences in English and Korean."""

from collections.abc import Mapping

from appliance.domain.names import visible
from appliance.domain.quiz_formats.imported import ImportWarning  # noqa: A004

WARNINGS_MAX = 200
"""More than a teacher reads; a file of a million broken lines must not become a million sentences."""
HOPELESS_AT = 1_000
"""A file with so much wrong is not read to its end."""
_EXCERPT_CHARACTERS = 60

_SENTENCES: Mapping[str, tuple[str, str]] = {
    "not_understood": (
        "This was not understood and was left out: “{excerpt}”",
        "이해하지 못해 제외했습니다: “{excerpt}”",
    ),
    "unsupported": (
        "Questions of the kind “{excerpt}” cannot be asked here; the question was left out.",
        "“{excerpt}” 유형의 문제는 지원하지 않아 제외했습니다.",
    ),
    "broken": (
        "The table cannot be read beyond this line: a cell never ends.",
        "이 줄부터는 표를 읽을 수 없습니다. 끝나지 않는 칸이 있습니다.",
    ),
    "no_text": ("The question has no text and was left out.", "문제 내용이 없어 제외했습니다."),
    "no_answer": (
        "The question has neither options nor an answer and was left out.",
        "보기도 정답도 없는 문제여서 제외했습니다.",
    ),
    "no_right_option": (
        "No option is marked as right; the question was taken over as an opinion poll.",
        "정답 표시가 없어 의견 조사로 가져왔습니다.",
    ),
    "too_few_options": (
        "The question has fewer than two options and was left out.",
        "보기가 두 개보다 적어 문제를 제외했습니다.",
    ),
    "too_many_options": (
        "The question has more than {excerpt} options; the others were left out.",
        "보기는 {excerpt}개까지여서 나머지는 제외했습니다.",
    ),
    "too_many_answers": (
        "The question has more than {excerpt} accepted answers; the others were left out.",
        "인정 답안은 {excerpt}개까지여서 나머지는 제외했습니다.",
    ),
    "too_many_questions": (
        "A quiz has at most {excerpt} questions; what follows was left out.",
        "퀴즈 하나에는 문제를 {excerpt}개까지 담을 수 있어 그 뒤는 제외했습니다.",
    ),
    "too_much_text": (
        "A quiz has at most {excerpt} characters; what follows was left out.",
        "퀴즈 하나에는 글자를 {excerpt}자까지 담을 수 있어 그 뒤는 제외했습니다.",
    ),
    "not_askable": (
        "The question cannot be asked like this and was left out: {excerpt}",
        "이대로는 낼 수 없는 문제여서 제외했습니다: {excerpt}",
    ),
    "out_of_range": (
        "A number lay outside of {excerpt} and was moved to the nearest end.",
        "{excerpt} 범위를 벗어난 수를 가장 가까운 값으로 바꿨습니다.",
    ),
    "same_option": (
        "The option “{excerpt}” stands there twice and was taken over once.",
        "보기 “{excerpt}”이(가) 두 번 나와 한 번만 가져왔습니다.",
    ),
    "several_right": (
        "Several options are right; the question became one of multiple choice.",
        "정답이 여러 개여서 복수 선택 문제로 가져왔습니다.",
    ),
    "unknown_key": (
        "The answer “{excerpt}” names none of the options.",
        "정답 “{excerpt}”에 해당하는 보기가 없습니다.",
    ),
    "cut": ("A text was longer than {excerpt} characters and was cut.", "{excerpt}자를 넘는 글을 잘라 가져왔습니다."),
    "feedback": (
        "The remarks on single answers were left out; only an explanation of the question is kept.",
        "답마다 달린 설명은 제외했습니다. 문제 전체의 해설만 가져옵니다.",
    ),
    "part_right": (
        "Answers that are only partly right were left out.",
        "부분 점수만 받는 답은 제외했습니다.",
    ),
    "bad_value": (
        "“{excerpt}” cannot be used in this place and was left out.",
        "“{excerpt}”은(는) 이 자리에 쓸 수 없는 값이어서 제외했습니다.",
    ),
    "bad_file": (
        "The file “{excerpt}” in the package could not be read and was left out.",
        "묶음 파일 안의 “{excerpt}”을(를) 읽을 수 없어 제외했습니다.",
    ),
    "formatting": (
        "Formatting such as bold or colours was removed from the texts.",
        "굵은 글씨나 색 같은 서식은 제거했습니다.",
    ),
    "gave_up": (
        "Too much of the file was not understood; it was not read to its end.",
        "이해하지 못한 부분이 너무 많아 파일을 끝까지 읽지 않았습니다.",
    ),
    "more": ("{excerpt} more remarks are not shown.", "이 밖에도 알림이 {excerpt}개 더 있습니다."),
}


class Complaints:
    """Collects warnings; those above the limit are only counted."""

    def __init__(self) -> None:
        self._warnings: list[ImportWarning] = []
        self._unshown = 0

    @property
    def warnings(self) -> tuple[ImportWarning, ...]:
        """Give the warnings so far, and how many more there would be."""
        more = (_warning(0, "more", str(self._unshown)),) if self._unshown else ()
        gave_up = (_warning(0, "gave_up", ""),) if self.are_hopeless else ()
        return (*self._warnings, *more, *gave_up)

    @property
    def are_hopeless(self) -> bool:
        """True when so much was wrong that a reader stops."""
        return len(self._warnings) + self._unshown >= HOPELESS_AT

    def add(self, line: int, code: str, excerpt: str | int = "") -> None:
        """Note what is wrong at `line`; `excerpt` shows it."""
        if len(self._warnings) == WARNINGS_MAX:
            self._unshown += 1
        elif (warning := _warning(line, code, str(excerpt))) not in self._warnings[-1:]:
            self._warnings.append(warning)


def _warning(line: int, code: str, excerpt: str) -> ImportWarning:
    shown = " ".join(visible(excerpt[: 2 * _EXCERPT_CHARACTERS]).split())
    if len(shown) > _EXCERPT_CHARACTERS:
        shown = shown[: _EXCERPT_CHARACTERS - 1] + "…"
    en, ko = _SENTENCES[code]
    return ImportWarning(line, code, en.format(excerpt=shown), ko.format(excerpt=shown))
