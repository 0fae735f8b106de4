"""schemathesis over a running box: made-up requests to every documented route, as one person, and what is wrong."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
PLAIN_TYPES = (
    "application/sdp",
    "application/trickle-ice-sdpfrag",
    "application/zip",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "image/png",
    "image/jpeg",
    "image/webp",
    "image/gif",
    "text/csv",
)
SECONDS_OF_REQUEST = 10.0


@schemathesis.serializer(*PLAIN_TYPES)
def as_it_is(_: object, value: object) -> bytes:
    """Bodies that are no JSON go as they are."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@dataclass(slots=True)
class Fuzz:
    """Who asks, of what they know the ids, and what is left out."""

    document: Mapping[str, Any]
    origin: str
    headers: Mapping[str, str]
    ids: Mapping[str, str]
    """By the name of the path parameter; every second request names what is really there."""
    skipped: frozenset[str] = frozenset()
    """METHOD /path of what would end the walk."""
    examples: int = 3
    modes: tuple[GenerationMode, ...] = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    asked: int = 0
    statuses: set[int] = field(default_factory=set)

    def complaints(self) -> list[str]:
        """Ask everything; what broke or was answered otherwise than documented."""
        schema = schemathesis.openapi.from_dict(dict(self.document))
        found: list[str] = []
        with requests.Session() as session:
            session.trust_env = False
            for result in schema.get_all_operations():
                assert isinstance(result, Ok), result
                operation = result.ok()
                if operation.label not in self.skipped:
                    for mode in self.modes:
                        found += self._ask(operation, mode, session)
        return found

    def _ask(self, operation: Any, mode: GenerationMode, session: requests.Session) -> Iterator[str]:
        if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query or operation.path_parameters):
            return
        found: list[str] = []

        @settings(
            max_examples=self.examples,
            database=None,
            deadline=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            found.extend(self._ask_one(case, session))

        # Where every body is valid, there is no invalid one.
        with contextlib.suppress(Unsatisfiable):
            ask()
        yield from found

    def _ask_one(self, case: Any, session: requests.Session) -> Iterator[str]:
        self.asked += 1
        if self.asked % 2 and isinstance(case.path_parameters, dict):
            known = {name: self.ids[name] for name in case.path_parameters if name in self.ids}
            case.path_parameters.update(known)
        response = case.call(
            self.origin, session=session, headers=dict(self.headers), timeout=SECONDS_OF_REQUEST, allow_redirects=False
        )
        self.statuses.add(response.status_code)
        # Health says with 503 that the machine is busy, which is no fault of the request.
        checks = CHECKS[1:] if case.operation.path == "/health" else CHECKS
        try:
            case.validate_response(response, checks=checks)
        except (FailureGroup, Failure) as failure:
            causes = failure.exceptions if isinstance(failure, FailureGroup) else (failure,)
            words = "; ".join(f"{type(each).__name__} {each}"[:300] for each in causes)
            yield f"{case.operation.label} {response.status_code}: {words}"
