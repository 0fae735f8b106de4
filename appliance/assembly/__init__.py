"""Parts of the composition root: app.py puts them together."""
