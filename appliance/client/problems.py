"""What can go wrong with a box, as the client's exceptions.

Exception
├── BoxUnreachableError       the box does not answer, or not like a box
├── BoxRefusedError           the box answers that it will not; carries its stable code and its words
└── BoxIdentityChangedError   whoever answers is not the box that was paired with: nothing more is sent to it
"""

from appliance.contract.problems import Problem


class BoxUnreachableError(Exception):
    """The box does not answer; the message says what was tried."""


class BoxRefusedError(Exception):
    """The box answered with a problem; `code` is stable and for programs, the message is for people."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.status = problem.status
        self.code = problem.code


class BoxIdentityChangedError(Exception):
    """Another box, or somebody in between, answers at this address: to be told to a person, never to be retried."""

    def __init__(self, origin: str) -> None:
        super().__init__(f"What answers at {origin} is not the box that was paired with.")
        self.origin = origin
