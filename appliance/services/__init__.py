"""Use cases: one module per feature, each owns its running state."""
