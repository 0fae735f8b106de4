"""How pictures come in."""
