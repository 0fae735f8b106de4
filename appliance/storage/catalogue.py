"""The small database of what outlives a session: accounts, quizzes, rosters, the list of sessions, summaries."""

from appliance.domain.account import AuditEntry, Invitation, RefreshFamily, TeacherAccount
from appliance.domain.lesson import Lesson
from appliance.domain.lesson_summary import LessonSummary
from appliance.domain.participant import Roster, Student
from appliance.domain.quiz import Quiz
from appliance.storage.database import Database
from appliance.storage.schema import Schema

CATALOGUE_SCHEMA = Schema(version=1, migrations={})


class Catalogue:
    """One collection for each kind of thing."""

    def __init__(self, database: Database) -> None:
        self.transaction = database.transaction
        self.durable = database.durable
        self.accounts = database.collection("accounts", TeacherAccount)
        self.refresh_families = database.collection("refresh_families", RefreshFamily)
        self.invitations = database.collection("invitations", Invitation)
        self.lessons = database.collection("lessons", Lesson, travels=True)
        self.students = database.collection("students", Student)
        self.quizzes = database.collection("quizzes", Quiz, travels=True)
        self.rosters = database.collection("rosters", Roster)
        self.summaries = database.collection("summaries", LessonSummary, travels=True)
        self.audit = database.collection("audit", AuditEntry, travels=True)
