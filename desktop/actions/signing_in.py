"""Signs a teacher in at the box in use: by password, as its first teacher, or by a colleague's invitation."""

from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import replace

from appliance.client.problems import BoxIdentityChangedError, BoxRefusedError, BoxUnreachableError
from appliance.contract.account import InvitationAccepted, SetupRequest, TeacherView
from desktop.actions.box_door import BoxDoor
from desktop.actions.desk import Desk, NoBoxError
from desktop.actions.lesson_desk import LessonDesk
from desktop.credentials import Credentials, LoginKey
from desktop.state.boxes import Boxes
from desktop.state.link import Link, LinkState

SIGNED_OUT = "signed_out"
"""The link's reason after the teacher's own wish."""


class SigningIn:
    """Each method raises BoxRefusedError, BoxUnreachableError and BoxIdentityChangedError; passwords are not kept."""

    def __init__(
        self, desk: Desk, door: BoxDoor, boxes: Boxes, link: Link, *, lessons: LessonDesk, credentials: Credentials
    ) -> None:
        self._desk = desk
        self._door = door
        self._boxes = boxes
        self._link = link
        self._lessons = lessons
        self._credentials = credentials

    async def log_in(self, login: str, password: str) -> TeacherView:
        """Sign in."""
        return await self._welcome(self._desk.client.accounts.log_in(login, password))

    async def set_up(self, request: SetupRequest) -> TeacherView:
        """Make the box's first teacher with its setup code, and sign in."""
        return await self._welcome(self._desk.client.accounts.set_up(request))

    async def accept_invitation(self, request: InvitationAccepted) -> TeacherView:
        """Make an account with a colleague's code, and sign in."""
        return await self._welcome(self._desk.client.accounts.accept_invitation(request))

    async def log_out(self) -> None:
        """End this login here and, where the box answers, there; the lesson goes on without this app."""
        await self._lessons.carry_out()
        self._lessons.leave()
        box, teacher = self._link.box, self._link.teacher
        with suppress(BoxRefusedError, BoxUnreachableError, BoxIdentityChangedError):
            await self._desk.client.accounts.log_out()
        self._door.take_tokens(None)
        if box is not None and teacher is not None:
            await self._credentials.forget(LoginKey(box.box_id, teacher.login))
        self._link.move(LinkState.SIGNED_OUT, reason=SIGNED_OUT)
        self._link.take_teacher(None)

    async def _welcome(self, coming: Awaitable[TeacherView]) -> TeacherView:
        teacher = await coming
        box, tokens = self._link.box, self._door.tokens
        if box is None or tokens is None:
            raise NoBoxError
        if self._link.teacher is not None and self._link.teacher.teacher_id != teacher.teacher_id:
            self._lessons.leave()
        box = replace(box, login=teacher.login)
        self._boxes.remember(box)
        self._link.take_box(box)
        self._link.take_setup(needs_setup=False)
        self._link.take_teacher(teacher)
        self._link.move(LinkState.ONLINE)
        self._lessons.resume_if_ended()
        await self._credentials.save(LoginKey(box.box_id, teacher.login), tokens.refresh_token)
        return teacher
