"""Shapes of what a class says: chat, questions, hands, reactions, announcements, the timer."""

from typing import Literal

from pydantic import BaseModel

ReactionName = Literal["thumbs_up", "clap", "heart", "laugh", "surprised", "slower", "faster"]


class ChatMessageView(BaseModel):
    """One chat message."""

    message_id: str
    author: Literal["student", "teacher"]
    author_id: str
    author_name: str
    text: str
    sent_ms: int
    audience: Literal["class", "teacher"]


class ClassQuestionView(BaseModel):
    """One anonymous question; nobody is told who asked."""

    question_id: str
    text: str
    asked_ms: int
    upvotes: int
    is_resolved: bool


class HandView(BaseModel):
    """One raised hand; the list is the queue."""

    participant_id: str
    name: str
    raised_ms: int


class AnnouncementView(BaseModel):
    """What the teacher tells everybody."""

    announcement_id: str
    text: str
    at_ms: int


class TimerView(BaseModel):
    """A countdown on every page."""

    ends_ms: int
    """On the box's clock."""
    seconds: int
    label: str
