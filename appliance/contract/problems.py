"""The error shape of every HTTP answer (RFC 9457)."""

from pydantic import BaseModel

PROBLEM_MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """One error; `code` is stable and for programs, `detail` is for people."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
