"""The few places where the box decodes or encodes."""
