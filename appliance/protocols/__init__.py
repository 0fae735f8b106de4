"""Wire formats as state machines without I/O."""
