"""Qt models over the state: they listen to it and tell views what has changed, many changes at once."""
