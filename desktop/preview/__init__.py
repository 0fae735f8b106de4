"""Live pictures in the app: the stage or one cast over WHEP, and thumbnails. Nothing here decodes on the UI thread."""
