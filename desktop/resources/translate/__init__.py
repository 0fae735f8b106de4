"""The tool that keeps the translations: `python -m desktop.resources.translate [feature ...]`."""
