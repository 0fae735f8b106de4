"""The quiz runs of the session, and who has answered."""

from appliance.contract.live import AnyEvent, RunForTeacher, Snapshot, TallyGrown
from appliance.contract.quiz import RunView
from desktop.state.announcer import EVERYTHING, Announcer


class Runs:
    """Every run the box has told of, oldest first."""

    def __init__(self) -> None:
        self.changed: Announcer[frozenset[str]] = Announcer()
        """Ids of the runs that have changed, or EVERYTHING."""
        self.tally_grown: Announcer[str] = Announcer()
        """Id of the run whose tally or answered ids have grown; at most a few times a second."""
        # bounded by: the box's limit of runs in a session
        self._by_id: dict[str, RunView] = {}
        # bounded by: runs, their questions and the session's participants
        self._answered: dict[tuple[str, str], set[str]] = {}

    def all(self) -> list[RunView]:
        """All runs, oldest first."""
        return list(self._by_id.values())

    def get(self, run_id: str) -> RunView | None:
        """One run."""
        return self._by_id.get(run_id)

    @property
    def current(self) -> RunView | None:
        """The run that is open, else the newest that is closed and not yet revealed, else None."""
        for state in ("open", "closed"):
            for run in reversed(self._by_id.values()):
                if run.state == state:
                    return run
        return None

    def answered(self, run_id: str, question_id: str) -> frozenset[str]:
        """Participants who are known to have answered a question."""
        return frozenset(self._answered.get((run_id, question_id), ()))

    def take_answered(self, run_id: str, question_id: str, participant_ids: list[str]) -> None:
        """Learn who has answered so far, as the box lists it."""
        self._answered.setdefault((run_id, question_id), set()).update(participant_ids)
        self.tally_grown.tell(run_id)

    def take_run(self, run: RunView) -> None:
        """Take a run as the box has just given it."""
        self._by_id[run.run_id] = run
        self.changed.tell(frozenset({run.run_id}))

    def take_snapshot(self, snapshot: Snapshot) -> None:
        """Take every run."""
        told = snapshot.teacher.runs if snapshot.teacher is not None else []
        self._by_id = {run.run_id: run for run in sorted(told, key=lambda run: run.opened_ms or 0)}
        self._answered = {key: ids for key, ids in self._answered.items() if key[0] in self._by_id}
        self.changed.tell(EVERYTHING)

    def take(self, event: AnyEvent) -> None:
        """Take one change."""
        match event:
            case RunForTeacher():
                self.take_run(event.run)
            case TallyGrown():
                self._grow(event)
            case _:
                pass

    def clear(self) -> None:
        """Forget every run."""
        self._by_id.clear()
        self._answered.clear()
        self.changed.tell(EVERYTHING)

    def _grow(self, event: TallyGrown) -> None:
        run = self._by_id.get(event.run_id)
        if run is not None:
            fresh = {tally.question_id: tally for tally in event.tallies}
            kept = [tally for tally in run.tallies if tally.question_id not in fresh]
            self._by_id[event.run_id] = run.model_copy(update={"tallies": [*kept, *fresh.values()]})
        for question_id, ids in event.answered_ids.items():
            self._answered.setdefault((event.run_id, question_id), set()).update(ids)
        self.tally_grown.tell(event.run_id)
