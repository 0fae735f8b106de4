"""Teachers' accounts: the first by the setup code, others by invitation; logging in, staying in and out."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from appliance.contract.account import (
    InvitationAccepted,
    InvitationCreated,
    LoginRequest,
    PasswordChange,
    RefreshRequest,
    SetupRequest,
    SignedIn,
    TeacherView,
)
from appliance.contract.account import Tokens as TokensView
from appliance.domain.account import AuditEntry, Invitation, RefreshFamily, TeacherAccount
from appliance.domain.lesson import CODE_ALPHABET
from appliance.domain.names import TextError, clean_text, name_key
from appliance.domain.participant import NAME_MAX_CHARACTERS
from appliance.errors import BadRequest, CapacityExceeded, NotFound, StorageFailed
from appliance.services.callers import Caller
from appliance.services.guessing import CodeGuesses, LoginGuesses
from appliance.services.passwords import NOBODYS_HASH, Passwords
from appliance.services.tokens import Tokens
from appliance.storage.catalogue import Catalogue

LOGIN_MAX_CHARACTERS = 64
REFRESH_RETRY_MS = 10_000
"""How long a refresh token may come again: Wi-Fi loses answers, and a lesson must not end by that."""
REFRESH_SECONDS = 8 * 3_600
"""A day at school; it does not grow by renewing."""
REFRESH_SECRET_BYTES = 32
LOGINS_OF_ACCOUNT_MAX = 20
ACCOUNTS_MAX = 500
INVITATION_SECONDS = 7 * 24 * 3_600
INVITATION_CODE_LENGTH = 10
INVITATIONS_MAX = 100
CODE_GUESSES_OF_SOURCE = 20
CODE_GUESSES_IN_ALL = 200
"""An hour, of setup and invitation codes: nobody types them often."""


@dataclass(frozen=True, slots=True)
class AccountParts:
    """What accounts are handed."""

    passwords: Passwords
    tokens: Tokens
    wall_ms: Callable[[], int]
    monotonic_ns: Callable[[], int]
    new_id: Callable[[], str]


@dataclass(frozen=True, slots=True)
class _NewTeacher:
    login: str
    login_key: str
    name: str


class Accounts:
    """Makes teachers and lets them in."""

    def __init__(self, catalogue: Catalogue, parts: AccountParts, setup_code: str) -> None:
        self._catalogue = catalogue
        self._parts = parts
        self._setup_code = setup_code
        self._logins = LoginGuesses(parts.monotonic_ns)
        self._codes = CodeGuesses(parts.monotonic_ns, per_source=CODE_GUESSES_OF_SOURCE, in_all=CODE_GUESSES_IN_ALL)
        self.tokens = parts.tokens

    @property
    def needs_setup(self) -> bool:
        """Whether the box still waits for its first teacher."""
        return len(self._catalogue.accounts) == 0

    def teachers(self) -> list[TeacherAccount]:
        """Everybody with an account, by name."""
        return sorted(self._catalogue.accounts.all(), key=lambda account: (account.name, account.id))

    def teacher(self, teacher_id: str) -> TeacherAccount:
        """The teacher with this id; raises NotFound."""
        account = self._catalogue.accounts.get(teacher_id)
        if account is None:
            raise NotFound("There is no teacher with this id on this box.")
        return account

    def by_login(self, login: str) -> TeacherAccount:
        """The teacher with this login, however it is written; raises NotFound."""
        account = self._find(name_key(login))
        if account is None:
            raise NotFound("No teacher of this box has this login.")
        return account

    def is_signed_in(self, teacher_id: str, family_id: str | None, generation: int | None = None) -> bool:
        """Whether the login still holds: the account is there, nobody has ended the login or all of the account's."""
        account = self._catalogue.accounts.get(teacher_id)
        family = self._catalogue.refresh_families.get(family_id or "")
        if account is None or family is None or family.is_revoked or family.account_id != teacher_id:
            return False
        return generation is None or generation == account.token_generation

    async def set_up(self, request: SetupRequest, source: str) -> SignedIn:
        """Make the first teacher; raises BadRequest (409 when there is one, 403 for a wrong code) and TooManyTries."""
        self._require_setup()
        self._codes.require(source)
        if not _same_code(request.setup_code, self._setup_code):
            self._codes.was_wrong(source)
            raise BadRequest("This is not the setup code that the box shows.", status=403, code="wrong_setup_code")
        wish = self._checked(request)
        password_hash = await self._parts.passwords.hash(request.password)
        self._require_setup()  # somebody else may have been first while the password was hashed
        with self._catalogue.transaction():
            account = self._add(wish, password_hash, "account_set_up")
            tokens = self._sign_in(account)
        return await self._signed_in(account, tokens, source)

    async def log_in(self, request: LoginRequest, source: str) -> SignedIn:
        """Sign a teacher in; raises BadRequest (401 wrong_login), TooManyTries and CapacityExceeded."""
        key = name_key(request.login)
        account = self._find(key)
        password_hash = account.password_hash if account else NOBODYS_HASH
        with self._logins.attempt(account.id if account else f"?{key}", source) as attempt:
            fits = await self._parts.passwords.fits(password_hash, request.password)
            account = self._find(key)
            attempt.is_right = fits and account is not None and account.password_hash == password_hash
            if account is None or not attempt.is_right:
                raise BadRequest("Login and password do not fit.", status=401, code="wrong_login")
        with self._catalogue.transaction():
            tokens = self._sign_in(account)
            self._note(account.id, "log_in")
        return await self._signed_in(account, tokens, source)

    async def refresh(self, request: RefreshRequest, source: str = "") -> TokensView:
        """Renew both tokens; a refresh token that comes again later ends its login (RFC 9700 §4.14.2)."""
        family_id, _, _ = request.refresh_token.partition(".")
        family = self._catalogue.refresh_families.get(family_id)
        account = self._catalogue.accounts.get(family.account_id) if family else None
        if family is None or account is None or family.is_revoked or family.expires_ms <= self._parts.wall_ms():
            raise _login_over()
        if not self._is_good(family, _sha256(request.refresh_token)):
            with self._catalogue.transaction():
                self._revoke(family)
                self._note(account.id, "refresh_token_reused")
            await self._catalogue.durable()
            raise BadRequest("This refresh token was used before: sign in anew.", status=401, code="token_reused")
        tokens = self._rotate(family, account, request.refresh_token)
        try:
            await self._catalogue.durable()
        except StorageFailed:
            tokens = self._not_rotated(family, tokens, request.refresh_token)
        if source:
            self._logins.trust(account.id, source)
        return tokens

    def _not_rotated(self, family: RefreshFamily, tokens: TokensView, refresh_token: str) -> TokensView:
        """While the disk keeps nothing the lesson goes on, and so does its teacher, with the old refresh token."""
        kept = self._catalogue.refresh_families.get(family.id)
        if kept is None or kept.is_revoked:
            raise _login_over()
        self._catalogue.refresh_families.put(family)
        return tokens.model_copy(update={"refresh_token": refresh_token})

    async def log_out(self, caller: Caller) -> None:
        """End the caller's login: its tokens hold no more from now on."""
        family = self._catalogue.refresh_families.get(caller.family_id or "")
        if family is not None:
            with self._catalogue.transaction():
                self._revoke(family)
                self._note(caller.person_id, "log_out")
            await self._catalogue.durable()

    async def change_password(self, caller: Caller, change: PasswordChange, source: str) -> None:
        """Change the own password; every other login of the account ends. Raises BadRequest (403 wrong_password)."""
        before = self.teacher(caller.person_id)
        with self._logins.attempt(before.id, source) as attempt:
            attempt.is_right = await self._parts.passwords.fits(before.password_hash, change.old_password)
            if not attempt.is_right:
                raise BadRequest("The old password is not right.", status=403, code="wrong_password")
        password_hash = await self._parts.passwords.hash(change.new_password)
        account = self.teacher(caller.person_id)
        if account.password_hash != before.password_hash:
            raise BadRequest("The password was changed meanwhile.", status=409, code="password_changed")
        with self._catalogue.transaction():
            self._catalogue.accounts.put(replace(account, password_hash=password_hash))
            for family in self._families(account.id):
                if family.id != caller.family_id:
                    self._revoke(family)
            self._note(account.id, "password_changed")
        await self._catalogue.durable()

    async def invite(self, caller: Caller) -> InvitationCreated:
        """A one-time code for a colleague; raises CapacityExceeded."""
        now_ms = self._parts.wall_ms()
        code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(INVITATION_CODE_LENGTH))
        over = [each for each in self._catalogue.invitations.all() if each.used_by or each.expires_ms <= now_ms]
        if len(self._catalogue.invitations) - len(over) >= INVITATIONS_MAX:
            raise CapacityExceeded(f"{INVITATIONS_MAX} invitations are open already.", INVITATION_SECONDS)
        with self._catalogue.transaction():
            for each in over:
                self._catalogue.invitations.remove(each.id)
            invitation = Invitation(_sha256(code), caller.person_id, now_ms + INVITATION_SECONDS * 1000)
            self._catalogue.invitations.put(invitation)
            self._note(caller.person_id, "teacher_invited")
        await self._catalogue.durable()
        return InvitationCreated(invitation_code=code, expires_in=INVITATION_SECONDS)

    async def accept_invitation(self, request: InvitationAccepted, source: str) -> SignedIn:
        """Make an account by invitation; raises BadRequest (403 wrong_invitation, 409 login_taken) and TooManyTries."""
        self._codes.require(source)
        self._open_invitation(request.invitation_code, source)
        wish = self._checked(request)
        password_hash = await self._parts.passwords.hash(request.password)
        # Somebody else may have used the code, or taken the login, while the password was hashed.
        invitation = self._open_invitation(request.invitation_code, source)
        wish = self._checked(request)
        with self._catalogue.transaction():
            account = self._add(wish, password_hash, "invitation_accepted")
            self._catalogue.invitations.put(replace(invitation, used_by=account.id))
            tokens = self._sign_in(account)
        return await self._signed_in(account, tokens, source)

    def _require_setup(self) -> None:
        if not self.needs_setup:
            raise BadRequest("This box has its first teacher already.", status=409, code="already_set_up")

    def _open_invitation(self, code: str, source: str) -> Invitation:
        invitation = self._catalogue.invitations.get(_sha256(code.strip().upper()))
        if invitation is None or invitation.used_by or invitation.expires_ms <= self._parts.wall_ms():
            self._codes.was_wrong(source)
            raise BadRequest("There is no open invitation with this code.", status=403, code="wrong_invitation")
        return invitation

    def _checked(self, request: SetupRequest | InvitationAccepted) -> _NewTeacher:
        try:
            name = clean_text(request.name, NAME_MAX_CHARACTERS)
            login = clean_text(request.login, LOGIN_MAX_CHARACTERS)
        except TextError as error:
            raise BadRequest(str(error), status=422, code="invalid_text") from error
        key = name_key(login)
        if not key:
            raise BadRequest("This login has no characters that could be typed.", status=422, code="invalid_text")
        if self._find(key) is not None:
            raise BadRequest("A teacher of this box has this login already.", status=409, code="login_taken")
        if len(self._catalogue.accounts) >= ACCOUNTS_MAX:
            raise CapacityExceeded(f"The box keeps {ACCOUNTS_MAX} accounts at most.", REFRESH_SECONDS)
        return _NewTeacher(login, key, name)

    def _find(self, key: str) -> TeacherAccount | None:
        return next((each for each in self._catalogue.accounts.all() if each.login_key == key), None)

    def _families(self, account_id: str) -> list[RefreshFamily]:
        return [each for each in self._catalogue.refresh_families.all() if each.account_id == account_id]

    def _add(self, wish: _NewTeacher, password_hash: str, why: str) -> TeacherAccount:
        now_ms = self._parts.wall_ms()
        account = TeacherAccount(self._parts.new_id(), wish.login, wish.login_key, wish.name, password_hash, now_ms)
        self._catalogue.accounts.put(account)
        self._note(account.id, why)
        return account

    def _sign_in(self, account: TeacherAccount) -> TokensView:
        """A fresh login; the account's oldest ones make room for it, and everybody's that are over go."""
        now_ms = self._parts.wall_ms()
        families = self._catalogue.refresh_families
        for family in families.all():
            if family.expires_ms <= now_ms:
                families.remove(family.id)
        mine = sorted(self._families(account.id), key=lambda family: family.expires_ms)
        for family in mine[: max(0, len(mine) + 1 - LOGINS_OF_ACCOUNT_MAX)]:
            families.remove(family.id)
        family_id = secrets.token_hex(16)
        return self._rotate(RefreshFamily(family_id, account.id, "", now_ms + REFRESH_SECONDS * 1000), account, "")

    def _is_good(self, family: RefreshFamily, shown_hash: str) -> bool:
        """Whether this is the current token, or the one before it while its answer may still be lost on the way."""
        if hmac.compare_digest(shown_hash, family.current_hash):
            return True
        is_retry = self._parts.wall_ms() - family.rotated_ms <= REFRESH_RETRY_MS
        return is_retry and hmac.compare_digest(shown_hash, family.previous_hash)

    def _rotate(self, family: RefreshFamily, account: TeacherAccount, shown_token: str) -> TokensView:
        refresh_token = f"{family.id}.{secrets.token_urlsafe(REFRESH_SECRET_BYTES)}"
        shown_hash = _sha256(shown_token) if shown_token else ""
        is_retry = bool(shown_hash) and shown_hash == family.previous_hash
        self._catalogue.refresh_families.put(
            replace(
                family,
                current_hash=_sha256(refresh_token),
                previous_hash=shown_hash,
                # A retry does not lengthen the time in which there may be retries.
                rotated_ms=family.rotated_ms if is_retry else self._parts.wall_ms(),
            )
        )
        left = (family.expires_ms - self._parts.wall_ms()) // 1000
        access_token, expires_in = self.tokens.issue_access(
            "teacher", account.id, account.token_generation, family_id=family.id, seconds=left
        )
        return TokensView(
            access_token=access_token, expires_in=expires_in, refresh_token=refresh_token, refresh_expires_in=left
        )

    async def _signed_in(self, account: TeacherAccount, tokens: TokensView, source: str) -> SignedIn:
        await self._catalogue.durable()
        self._logins.trust(account.id, source)
        return SignedIn(teacher=teacher_view(account), tokens=tokens)

    def _revoke(self, family: RefreshFamily) -> None:
        self._catalogue.refresh_families.put(replace(family, is_revoked=True))

    def _note(self, who: str, what: str) -> None:
        self._catalogue.audit.put(AuditEntry(self._parts.new_id(), self._parts.wall_ms(), who, what))


def teacher_view(account: TeacherAccount) -> TeacherView:
    """The account without its secrets."""
    return TeacherView(teacher_id=account.id, login=account.login, name=account.name)


def _login_over() -> BadRequest:
    return BadRequest("This login is over: sign in anew.", status=401, code="login_over")


def _same_code(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.strip().upper().encode(), wanted.encode())


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
