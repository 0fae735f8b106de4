"""The database of one session: everything that was said, asked, answered and seen in it."""

from appliance.domain.lesson_summary import TimelinePoint
from appliance.domain.participant import Participant
from appliance.domain.quiz_run import QuizResponse, QuizRun
from appliance.domain.talk import Announcement, ChatMessage, ClassQuestion, PresenceSpan, RaisedHand, Signal
from appliance.storage.database import Database
from appliance.storage.schema import Schema

SESSION_SCHEMA = Schema(version=1, migrations={})


class SessionStore:
    """One collection for each kind of fact."""

    def __init__(self, database: Database, *, travels: bool = True) -> None:
        """Without `travels` nothing of it goes upstream: the practice class."""
        self.database = database
        self.transaction = database.transaction
        self.durable = database.durable
        self.participants = database.collection("participants", Participant, travels=travels)
        self.messages = database.collection("messages", ChatMessage, travels=travels)
        self.questions = database.collection("questions", ClassQuestion, travels=travels)
        self.hands = database.collection("hands", RaisedHand)
        self.signals = database.collection("signals", Signal, travels=travels)
        self.spans = database.collection("spans", PresenceSpan, travels=travels)
        self.announcements = database.collection("announcements", Announcement, travels=travels)
        self.runs = database.collection("runs", QuizRun, travels=travels)
        self.responses = database.collection("responses", QuizResponse, travels=travels)
        self.timeline = database.collection("timeline", TimelinePoint)
