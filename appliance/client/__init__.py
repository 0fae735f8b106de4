"""The typed client of the box's API."""
