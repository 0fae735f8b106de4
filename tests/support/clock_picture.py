"""Pictures that carry the time at which they were drawn, readable after encoding: for glass-to-glass delay."""

import time

import numpy as np
import numpy.typing as npt

from tests.support.media_files import MediaRecipe

CLOCK_BITS = 32
CELLS_PER_ROW = 40
BLACK, WHITE = 16, 235
NEUTRAL_CHROMA = 128

Plane = npt.NDArray[np.uint8]


class ClockPicture:
    """Draws yuv420p frames: a moving ramp, and the wall clock in milliseconds as two rows of black and white cells.

    The second row is the first one inverted, so that a damaged cell is noticed. The wall clock is what the browser can
    read too (`Date.now()`).
    """

    def __init__(self, recipe: MediaRecipe) -> None:
        self._cell = recipe.width // CELLS_PER_ROW
        ramp = np.linspace(BLACK, WHITE, recipe.width, dtype=np.uint8)
        self._ramp: Plane = np.tile(ramp, (recipe.height, 1))
        self._chroma: Plane = np.full(recipe.width * recipe.height // 2, NEUTRAL_CHROMA, dtype=np.uint8)
        self._drawn = 0

    def draw(self) -> bytes:
        """The next frame, with the time at which its drawing began."""
        clock = int(time.time() * 1000) % 2**CLOCK_BITS
        luma = np.roll(self._ramp, 7 * self._drawn, axis=1)
        self._drawn += 1
        bits = np.array([clock >> shift & 1 for shift in range(CLOCK_BITS - 1, -1, -1)], dtype=np.uint8)
        cell = self._cell
        for row, values in enumerate((bits, 1 - bits)):
            cells = np.where(np.repeat(values, cell), WHITE, BLACK).astype(np.uint8)
            luma[row * cell : (row + 1) * cell, : CLOCK_BITS * cell] = cells
        return luma.tobytes() + self._chroma.tobytes()
