"""What can go wrong in an RTMP session.

RtmpError
├── RtmpProtocolError     the peer broke the protocol or a bound: close the connection
└── RtmpStateError        our own code called a method that the session's state does not allow
"""


class RtmpError(Exception):
    """Base of this package's errors."""


class RtmpProtocolError(RtmpError):
    """The peer broke the protocol or a bound."""


class RtmpStateError(RtmpError):
    """A local call that the session's state does not allow."""
