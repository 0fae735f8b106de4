"""From a publisher's bytes to every viewer's picture."""
