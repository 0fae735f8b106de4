"""The one error that every parser of this package raises."""


class RtpError(ValueError):
    """The bytes are not the RTP or RTCP structure that they were taken for."""
