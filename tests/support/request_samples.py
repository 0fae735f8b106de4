"""A request to each documented route, with the body that /openapi.json itself gives as an example."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FILE_SAMPLE = b"What is 6 * 7? {=42 ~41}"
"""What a body is that is documented as a file and has no example."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The body of a request."""

    content: bytes | None = None
    media_type: str | None = None

    @property
    def is_json(self) -> bool:
        """Whether the route reads JSON."""
        return self.media_type == "application/json"

    @property
    def headers(self) -> dict[str, str]:
        """What tells the body's type."""
        return {"Content-Type": self.media_type} if self.media_type is not None else {}


def sample_body(document: Mapping[str, Any], path: str, method: str) -> Sample:
    """The documented example; an empty object where a JSON body has none, and nothing where there is no body."""
    operation = document["paths"].get(path, {}).get(method.lower(), {})
    content = operation.get("requestBody", {}).get("content", {})
    if not content:
        return Sample()
    media_type, described = next(iter(content.items()))
    if media_type == "application/json":
        return Sample(json.dumps(_json_example(document, described["schema"])).encode(), media_type)
    return Sample(str(described["example"]).encode() if "example" in described else FILE_SAMPLE, media_type)


def _json_example(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Any:
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    if "examples" in schema:
        return schema["examples"][0]
    options = [each for each in schema.get("anyOf", ()) if "$ref" in each]
    return _json_example(document, options[0]) if options else {}
