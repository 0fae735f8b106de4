"""Asks a crowd question after question, and compares what the box has stored with what each student has answered."""

import time
from collections import Counter
from dataclasses import dataclass

from appliance.client.box_client import BoxClient
from appliance.contract.quiz import RunCreate, RunResults, RunView
from tests.support.lesson_client import choice_question
from tests.support.quiz_crowd import CrowdRound, RunningCrowd


@dataclass(frozen=True, slots=True)
class AskedRound:
    """One question from the teacher's request to the last acknowledgement."""

    asked_ns: int
    crowd: CrowdRound
    closed: RunView
    """The run as the teacher saw it once it was closed."""

    @property
    def push_ms(self) -> list[float]:
        """From just before the teacher's request until the question has reached each student."""
        return [(arrived_ns - self.asked_ns) / 1e6 for arrived_ns in self.crowd.pushed_ns]

    @property
    def answers_within_seconds(self) -> float:
        """From the first answer to the last."""
        return (max(self.crowd.sent_ns) - min(self.crowd.sent_ns)) / 1e9

    @property
    def is_tally_exact(self) -> bool:
        """Whether the teacher's bars show what the crowd has chosen."""
        [tally] = self.closed.tallies
        counted = {each.key: each.count for each in tally.counts if each.count}
        return counted == Counter(self.crowd.chosen.values()) and tally.answered == len(self.crowd.chosen)

    def stored_as_chosen(self, results: RunResults) -> int:
        """How many students have exactly one stored answer, and it is theirs."""
        texts = {option.id: option.text for option in self.closed.public_questions[0].options}
        stored = Counter((row.participant_id, row.answer_text) for row in results.responses)
        wanted = [(participant_id, texts[option_id]) for participant_id, option_id in self.crowd.chosen.items()]
        return sum(stored[each] == 1 for each in wanted) if len(results.responses) == len(wanted) else 0


async def ask_crowd(teacher: BoxClient, session_id: str, crowd: RunningCrowd, number: int) -> AskedRound:
    """Push one question, wait until everybody was answered, close and reveal it."""
    wish = RunCreate(questions=[choice_question(f"{number}. 광합성이 일어나는 곳은?")], seconds=30)
    asked_ns = time.monotonic_ns()
    run = await teacher.runs.create(session_id, wish)
    answered = await crowd.next_round()
    assert answered.run_id == run.run_id
    closed = await teacher.runs.move(session_id, run.run_id, "close")
    await teacher.runs.move(session_id, run.run_id, "reveal")
    return AskedRound(asked_ns, answered, closed)
