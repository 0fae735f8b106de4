"""The one error that every parser of this package raises."""


class H264Error(ValueError):
    """The bytes are not the H.264 structure that they were taken for."""
