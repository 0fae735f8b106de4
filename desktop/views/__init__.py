"""Windows and pages: thin, handed their state, actions and models."""
