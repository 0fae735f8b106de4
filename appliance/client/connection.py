"""One box over HTTP: sends requests as whoever has signed in, renews the token, and turns problems into exceptions."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from types import TracebackType
from typing import Self, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from appliance.client.certificates import is_other_certificate, pinned_context
from appliance.client.problems import BoxIdentityChangedError, BoxRefusedError, BoxUnreachableError
from appliance.contract.account import Joined, JoinRequest, RefreshRequest, Tokens
from appliance.contract.problems import Problem

__all__ = ["BoxConnection", "BoxIdentityChangedError", "BoxRefusedError", "BoxUnreachableError", "QueryValue"]

TIMEOUT_SECONDS = 10.0
NO_REFRESH = ""
"""A student's token is renewed by joining again."""
TOKEN_OVER = frozenset({"token_expired", "not_signed_in"})
SIGN_IN_ANEW = frozenset({httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN, httpx.codes.NOT_FOUND})
"""The box will not renew this login; anything else may be over in a moment."""
M = TypeVar("M", bound=BaseModel)
QueryValue = str | int | float | bool | list[str] | None


class BoxConnection:
    """Requests to one box. Use as `async with`; safe for many requests at once."""

    def __init__(
        self,
        origin: str,
        *,
        tokens: Tokens | None = None,
        on_tokens: Callable[[Tokens | None], None] = lambda tokens: None,
        transport: httpx.AsyncBaseTransport | None = None,
        certificate_pem: str | None = None,
    ) -> None:
        """`origin` is like http://airclass.local:8000; `on_tokens` hears of every new pair, and of None at the end.

        With `certificate_pem`, only who shows that certificate is spoken to; raises BoxIdentityChangedError for an
        origin without TLS, and ValueError when it is no certificate.
        """
        self.origin = origin.rstrip("/")
        if certificate_pem is not None and not self.origin.startswith("https://"):
            raise BoxIdentityChangedError(self.origin)
        self.certificate_pem = certificate_pem
        self.tokens = tokens
        self._on_tokens = on_tokens
        self._joined_with: JoinRequest | None = None
        # A box of the same room is never behind the proxy that leads to the internet.
        self._http = httpx.AsyncClient(
            base_url=self.origin,
            timeout=TIMEOUT_SECONDS,
            transport=transport,
            trust_env=False,
            verify=pinned_context(certificate_pem) if certificate_pem is not None else True,
        )
        self._renewing = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection."""
        await self._http.aclose()

    def keep(self, tokens: Tokens | None) -> None:
        """Act as the holder of these tokens from now on; as nobody without."""
        self._joined_with = None
        self._take(tokens)

    def keep_joined(self, joined: Joined, request: JoinRequest) -> None:
        """Act as this student from now on; `request` is sent again when the token is over."""
        self._joined_with = request
        self._take(
            Tokens(
                access_token=joined.access_token,
                expires_in=joined.expires_in,
                refresh_token=NO_REFRESH,
                refresh_expires_in=0,
            )
        )

    async def ask(
        self,
        answer: type[M],
        method: str,
        path: str,
        body: BaseModel | None = None,
        query: Mapping[str, QueryValue] | None = None,
        *,
        answers: Collection[int] = (),
    ) -> M:
        """Send a request and read the answer; an error status of `answers` is one.

        Raises BoxUnreachableError, BoxRefusedError and BoxIdentityChangedError.
        """
        return self._read(answer, await self.send(method, path, body=body, query=query, answers=answers))

    async def ask_as_nobody(self, answer: type[M], path: str, query: Mapping[str, QueryValue] | None = None) -> M:
        """Read an answer without saying who asks: for who has not proven yet to be the box; raises as `ask` does."""
        response = await self._send_once(self._http.build_request("GET", path, params=_given(query)))
        if response.is_error:
            raise BoxRefusedError(_problem(response))
        return self._read(answer, response)

    async def upload(self, answer: type[M], path: str, data: bytes, query: Mapping[str, QueryValue] | None = None) -> M:
        """Send a file and read the answer; raises as `ask` does."""
        media_type = "application/octet-stream"
        return self._read(answer, await self.send("POST", path, body=data, query=query, media_type=media_type))

    async def tell(self, method: str, path: str, body: BaseModel | None = None) -> None:
        """Send a request whose answer says nothing more than that it is done."""
        await self.send(method, path, body=body)

    async def fetch(self, path: str, query: Mapping[str, QueryValue] | None = None) -> bytes:
        """A file of the box."""
        return (await self.send("GET", path, query=query)).content

    async def send(
        self,
        method: str,
        path: str,
        *,
        body: BaseModel | bytes | None = None,
        query: Mapping[str, QueryValue] | None = None,
        media_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
        answers: Collection[int] = (),
    ) -> httpx.Response:
        """Send a request, once more with a new token when the old one is over; an error status of `answers` is none."""
        content = body.model_dump_json(exclude_unset=True).encode() if isinstance(body, BaseModel) else body
        typed = {"Content-Type": media_type} if content is not None else {}

        def request() -> httpx.Request:
            own = {**typed, **self._signature(), **(headers or {})}
            return self._http.build_request(method, path, content=content, headers=own, params=_given(query))

        used = self.tokens
        response = await self._send_once(request())
        if used is not None and _is_over(response) and await self._renew(used):
            response = await self._send_once(request())
        if response.is_error and response.status_code not in answers:
            raise BoxRefusedError(_problem(response))
        return response

    async def access_token(self) -> str | None:
        """What a live socket is opened with; None while nobody has signed in. Raises as `ask` does."""
        return self.tokens.access_token if self.tokens is not None else None

    async def renew(self) -> bool:
        """Get a new access token now; False when one has to sign in anew. Raises as `ask` does."""
        return self.tokens is not None and await self._renew(self.tokens)

    def _read(self, answer: type[M], response: httpx.Response) -> M:
        try:
            return answer.model_validate_json(response.content)
        except ValidationError as error:
            raise BoxUnreachableError(f"{self.origin} does not answer like a box of this version.") from error

    def _signature(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens.access_token}"} if self.tokens is not None else {}

    async def _send_once(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._http.send(request)
        except httpx.HTTPError as error:
            if self.certificate_pem is not None and is_other_certificate(error):
                raise BoxIdentityChangedError(self.origin) from error
            raise BoxUnreachableError(f"The box at {self.origin} does not answer.") from error

    async def _renew(self, used: Tokens) -> bool:
        async with self._renewing:
            if self.tokens is not used:
                return self.tokens is not None  # another request has renewed them meanwhile
            response = await self._ask_anew(used)
            if response.status_code in SIGN_IN_ANEW:
                self.keep(None)
                return False
            if response.is_error:
                raise BoxRefusedError(_problem(response))
            if self._joined_with is not None:
                self.keep_joined(Joined.model_validate_json(response.content), self._joined_with)
            else:
                self.keep(Tokens.model_validate_json(response.content))
            return True

    async def _ask_anew(self, used: Tokens) -> httpx.Response:
        body: BaseModel = self._joined_with or RefreshRequest(refresh_token=used.refresh_token)
        path = "/auth/refresh" if self._joined_with is None else "/auth/join"
        content = body.model_dump_json(exclude_unset=True).encode()
        headers = {"Content-Type": "application/json", **self._signature()}
        return await self._send_once(self._http.build_request("POST", path, content=content, headers=headers))

    def _take(self, tokens: Tokens | None) -> None:
        self.tokens = tokens
        self._on_tokens(tokens)


def _given(query: Mapping[str, QueryValue] | None) -> dict[str, QueryValue]:
    return {name: value for name, value in (query or {}).items() if value is not None}


def _is_over(response: httpx.Response) -> bool:
    """Whether the token is what the box does not take; a wrong password is not to be sent twice."""
    return response.status_code == httpx.codes.UNAUTHORIZED and _problem(response).code in TOKEN_OVER


def _problem(response: httpx.Response) -> Problem:
    try:
        return Problem.model_validate_json(response.content)
    except ValidationError:
        status = response.status_code
        return Problem(
            title=response.reason_phrase, status=status, detail=f"The box answered {status}.", code="unknown"
        )
