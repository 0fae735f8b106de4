"""How pictures go out."""
