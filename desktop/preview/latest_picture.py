"""A place for one picture between two threads: the newest; a picture that nobody fetched is dropped and counted."""

import threading

from desktop.preview.video_picture import VideoPicture


class LatestPicture:
    """`put` in the decoder's thread, `take` in the window's."""

    def __init__(self) -> None:
        self._picture: VideoPicture | None = None
        self._lock = threading.Lock()
        self.dropped = 0

    def put(self, picture: VideoPicture) -> bool:
        """Leave the newest picture; True when the place was empty and somebody must be told to fetch it."""
        with self._lock:
            was_empty = self._picture is None
            self._picture = picture
            self.dropped += not was_empty
            return was_empty

    def take(self) -> VideoPicture | None:
        """The newest picture; the place is empty afterwards."""
        with self._lock:
            picture, self._picture = self._picture, None
            return picture
