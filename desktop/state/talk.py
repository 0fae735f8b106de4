"""What the class says: chat, questions, hands, the announcement, the countdown, reactions."""

from appliance.contract.live import (
    Announced,
    AnyEvent,
    ChatAdded,
    ChatDeleted,
    HandsChanged,
    LostSaid,
    Picked,
    QuestionChanged,
    QuestionDeleted,
    ReactionShown,
    Snapshot,
    TimerChanged,
)
from appliance.contract.talk import AnnouncementView, ChatMessageView, ClassQuestionView, HandView, TimerView
from desktop.state.announcer import EVERYTHING, Announcer

MESSAGES_KEPT = 2_000
"""Older ones leave the panel; the box keeps them."""
LOST_KEPT = 200


class Talk:
    """Everything said in this session, newest last."""

    def __init__(self) -> None:
        self.messages_changed: Announcer[frozenset[str]] = Announcer()
        self.questions_changed: Announcer[frozenset[str]] = Announcer()
        self.hands_changed: Announcer[None] = Announcer()
        self.announcement_changed: Announcer[None] = Announcer()
        self.timer_changed: Announcer[None] = Announcer()
        self.reacted: Announcer[ReactionShown] = Announcer()
        self.lost_said: Announcer[LostSaid] = Announcer()
        self.picked: Announcer[Picked] = Announcer()
        self.messages: dict[str, ChatMessageView] = {}  # bounded by: MESSAGES_KEPT
        self.questions: dict[str, ClassQuestionView] = {}  # bounded by: the box's limit of questions in a session
        self.hands: list[HandView] = []
        self.announcement: AnnouncementView | None = None
        self.timer: TimerView | None = None

    def all_messages(self) -> list[ChatMessageView]:
        """Every message that is kept, newest last."""
        return list(self.messages.values())

    def all_questions(self) -> list[ClassQuestionView]:
        """Every question, in the order in which they were asked."""
        return list(self.questions.values())

    def take_snapshot(self, snapshot: Snapshot) -> None:
        """Take everything as it is."""
        self.messages = {message.message_id: message for message in snapshot.messages[-MESSAGES_KEPT:]}
        self.questions = {question.question_id: question for question in snapshot.questions}
        self.hands = snapshot.hands
        self.announcement = snapshot.announcement
        self.timer = snapshot.timer
        self._tell_everything()

    def take(self, event: AnyEvent) -> None:
        """Take one change."""
        match event:
            case ChatAdded():
                self._add(event.message)
            case ChatDeleted():
                self.messages.pop(event.message_id, None)
                self.messages_changed.tell(frozenset({event.message_id}))
            case QuestionChanged():
                self.questions[event.question.question_id] = event.question
                self.questions_changed.tell(frozenset({event.question.question_id}))
            case QuestionDeleted():
                self.questions.pop(event.question_id, None)
                self.questions_changed.tell(frozenset({event.question_id}))
            case _:
                self._take_moment(event)

    def clear(self) -> None:
        """Forget everything."""
        self.messages, self.questions, self.hands = {}, {}, []
        self.announcement = self.timer = None
        self._tell_everything()

    def _take_moment(self, event: AnyEvent) -> None:
        match event:
            case HandsChanged():
                self.hands = event.hands
                self.hands_changed.tell(None)
            case Announced():
                self.announcement = event.announcement
                self.announcement_changed.tell(None)
            case TimerChanged():
                self.timer = event.timer
                self.timer_changed.tell(None)
            case ReactionShown():
                self.reacted.tell(event)
            case LostSaid():
                self.lost_said.tell(event)
            case Picked():
                self.picked.tell(event)
            case _:
                pass

    def _add(self, message: ChatMessageView) -> None:
        self.messages[message.message_id] = message
        while len(self.messages) > MESSAGES_KEPT:
            del self.messages[next(iter(self.messages))]
        self.messages_changed.tell(frozenset({message.message_id}))

    def _tell_everything(self) -> None:
        self.messages_changed.tell(EVERYTHING)
        self.questions_changed.tell(EVERYTHING)
        for announcer in (self.hands_changed, self.announcement_changed, self.timer_changed):
            announcer.tell(None)
