"""The rules: pure functions and values."""
