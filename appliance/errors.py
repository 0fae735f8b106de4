"""The appliance's exception tree.

AirclassError
├── ConfigurationError        a setting is wrong; the program does not start
├── PublishRefused            a caster cannot publish; carries the sentence it is told
├── NotFound                  the named session, cast or resource does not exist
├── NotAllowed                the caller may not do this
├── BadRequest                the request cannot be understood or served as asked
│   └── TooManyTries          somebody guesses or asks too often (HTTP answers 429)
├── StageNeverLive            the stage has never had a picture (WHEP answers 409)
├── StorageFailed             the disk does not keep what is written; carries the sentence (HTTP answers 507)
├── StorageSealed             the facts are an ended session's, or were opened only to be read
└── CapacityExceeded          a configured limit is reached (HTTP answers 503)
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """One plain sentence for a person, in English and Korean."""

    en: str
    ko: str


class AirclassError(Exception):
    """Base of every error that the appliance raises on purpose."""


class ConfigurationError(AirclassError):
    """A setting is wrong; the message names the setting and the remedy."""


class PublishRefused(AirclassError):
    """A caster cannot publish; `code` is stable, `sentence` is for the person holding the phone."""

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(sentence.en)
        self.code = code
        self.sentence = sentence


class NotFound(AirclassError):
    """The named session, cast or resource does not exist."""


class NotAllowed(AirclassError):
    """The caller may not do this."""


class BadRequest(AirclassError):
    """The request cannot be served as asked; `status` is the HTTP status that fits."""

    def __init__(self, detail: str, status: int = 400, code: str = "bad_request") -> None:
        super().__init__(detail)
        self.status = status
        self.code = code


class TooManyTries(BadRequest):
    """Somebody guesses or asks too often; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many tries: wait {retry_after:,} s.", status=429, code="too_many")
        self.retry_after = retry_after


class StageNeverLive(AirclassError):
    """The stage has never had a picture."""


class StorageFailed(AirclassError):
    """The disk does not keep what is written: nothing may be acknowledged; `sentence` is for a person."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence


class StorageSealed(AirclassError):
    """The facts are an ended session's, or were opened only to be read: they cannot be changed."""


class CapacityExceeded(AirclassError):
    """A configured limit is reached; `retry_after` is in seconds."""

    def __init__(self, detail: str, retry_after: int = 5) -> None:
        super().__init__(detail)
        self.retry_after = retry_after
