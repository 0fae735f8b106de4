"""The one error that every parser of this package raises."""


class SdpError(ValueError):
    """The text is not an SDP that the box can serve; the message is a sentence for the person behind the client."""

    def __init__(self, sentence: str, *, unsupported: bool = False) -> None:
        super().__init__(sentence)
        self.unsupported = unsupported
        """True when a well-formed text asks for what the box does not do (HTTP 422), False for a broken one (400)."""
