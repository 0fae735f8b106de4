"""What can go wrong while reading FLV tag bodies."""


class FlvError(ValueError):
    """The bytes are not an FLV tag body of the kind they claim to be."""
