"""Pupils over all sessions of the box: the same device under the same name is the same pupil."""

from collections.abc import Callable
from dataclasses import replace

from appliance.domain.names import name_key
from appliance.domain.participant import Participant, Student
from appliance.storage.catalogue import Catalogue

STUDENTS_MAX = 20_000
FORGOTTEN_AT_ONCE = 500
"""When there are too many, those who were not seen for longest: their lessons keep what they did."""


class Students:
    """Finds and remembers pupils."""

    def __init__(self, catalogue: Catalogue, wall_ms: Callable[[], int]) -> None:
        self._catalogue = catalogue
        self._wall_ms = wall_ms
        self._ids = {(each.secret_hash, each.name_key): each.id for each in catalogue.students.all()}
        self._devices = {secret_hash for secret_hash, _ in self._ids}

    def is_device_known(self, secret_hash: str) -> bool:
        """Whether somebody may have been in a class of this box with this device."""
        return secret_hash in self._devices

    def find(self, secret_hash: str, name: str) -> Student | None:
        """Who has been in a class of this box with this device, under this name."""
        student_id = self._ids.get((secret_hash, name_key(name)))
        return self._catalogue.students.get(student_id) if student_id is not None else None

    def remember(self, participant: Participant) -> None:
        """Who is in a class is known from now on; to be called in a transaction of the catalogue, or alone."""
        key = name_key(participant.name)
        before = self._catalogue.students.get(participant.id)
        now_ms = self._wall_ms()
        if before is None:
            self._make_room()
            student = Student(participant.id, participant.name, participant.secret_hash, key, now_ms, now_ms)
        else:
            # Under the name as the teacher may have corrected it; until the next start also under the one before.
            student = replace(before, name=participant.name, name_key=key, last_seen_ms=now_ms)
        self._catalogue.students.put(replace(student, roster_entry_id=participant.roster_entry_id))
        self._ids[(student.secret_hash, student.name_key)] = student.id
        self._devices.add(student.secret_hash)

    def _make_room(self) -> None:
        students = self._catalogue.students
        if len(students) < STUDENTS_MAX:
            return
        oldest = sorted(students.all(), key=lambda student: student.last_seen_ms)[:FORGOTTEN_AT_ONCE]
        with self._catalogue.transaction():
            for student in oldest:
                students.remove(student.id)
                self._ids.pop((student.secret_hash, student.name_key), None)
        self._devices = {secret_hash for secret_hash, _ in self._ids}
