"""Icons, style and translations."""
