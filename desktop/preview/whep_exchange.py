"""WHEP as this app speaks it: one POST to watch, one DELETE to leave (draft-ietf-wish-whep-03)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpx
from pydantic import ValidationError

from appliance.client.certificates import is_other_certificate, pinned_context
from appliance.client.problems import BoxIdentityChangedError, BoxRefusedError, BoxUnreachableError
from appliance.contract.problems import Problem

TIMEOUT_SECONDS = 5.0
LEAVE_TIMEOUT_SECONDS = 1.0
ANSWER_MAX_CHARACTERS = 64 * 1024
SDP = "application/sdp"
TOKEN_OVER = frozenset({"token_expired", "not_signed_in"})


@dataclass(frozen=True, slots=True)
class WhepTarget:
    """What to watch, and as whom."""

    url: str
    token: Callable[[], str | None] = lambda: None
    """The access token of now; called in any thread."""
    certificate_pem: str | None = None
    """With it, only who shows that certificate is spoken to."""
    renew: Callable[[], Awaitable[bool]] | None = None
    """Gets a new token; runs in the window's loop. False when one has to sign in anew."""


class WhepExchange:
    """Use as `async with`; one at a time for each target."""

    def __init__(self, target: WhepTarget) -> None:
        """Raises BoxIdentityChangedError when a certificate is pinned and the address is without TLS."""
        self._target = target
        if target.certificate_pem is not None and not target.url.startswith("https://"):
            raise BoxIdentityChangedError(target.url)
        verify = pinned_context(target.certificate_pem) if target.certificate_pem is not None else True
        self._http = httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False, verify=verify)
        self._resource = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self._http.aclose()

    async def ask(self, offer: str) -> str:
        """The answer; raises BoxUnreachableError, BoxRefusedError and BoxIdentityChangedError."""
        response = await self._post(offer)
        if response.is_error:
            raise BoxRefusedError(_problem(response))
        self._resource = _same_origin(self._target.url, response.headers.get("location", ""))
        if len(response.text) > ANSWER_MAX_CHARACTERS:
            raise BoxUnreachableError("The box's answer is longer than any description.")
        return response.text

    async def leave(self) -> None:
        """Tell the box that this viewer is gone; a box that does not hear it notices by itself."""
        resource, self._resource = self._resource, ""
        if not resource:
            return
        try:
            await self._http.delete(resource, headers=self._signature(), timeout=LEAVE_TIMEOUT_SECONDS)
        except httpx.HTTPError:
            return

    async def _post(self, offer: str) -> httpx.Response:
        headers = {"Content-Type": SDP, **self._signature()}
        try:
            return await self._http.post(self._target.url, content=offer.encode(), headers=headers)
        except httpx.HTTPError as error:
            if self._target.certificate_pem is not None and is_other_certificate(error):
                raise BoxIdentityChangedError(self._target.url) from error
            raise BoxUnreachableError(f"{self._target.url} does not answer.") from error

    def _signature(self) -> dict[str, str]:
        token = self._target.token()
        return {"Authorization": f"Bearer {token}"} if token else {}


def is_token_over(error: BoxRefusedError) -> bool:
    """Whether a new token would help."""
    return error.status == httpx.codes.UNAUTHORIZED and error.code in TOKEN_OVER


def _same_origin(url: str, location: str) -> str:
    """The resource's address; empty when it lies elsewhere, where the token has no business."""
    resource = urljoin(url, location)
    return resource if location and urlsplit(resource)[:2] == urlsplit(url)[:2] else ""


def _problem(response: httpx.Response) -> Problem:
    try:
        return Problem.model_validate_json(response.content)
    except ValidationError:
        status = response.status_code
        detail = f"The box answered {status}."
        return Problem(title=response.reason_phrase, status=status, detail=detail, code="unknown")
