"""How the teacher last pushed a question: remembered on this computer."""

from pydantic import BaseModel, ConfigDict, Field

from appliance.contract.quiz import ScoringName

SECONDS_MIN, SECONDS_MAX = 5, 3_600
EXTENSION_SECONDS = 30


class QuizSettings(BaseModel):
    """The settings of the next run, and how its course is shown."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    seconds: int | None = Field(default=30, ge=SECONDS_MIN, le=SECONDS_MAX)
    """None: until the teacher closes it."""
    allows_change: bool = False
    scoring: ScoringName = "accuracy"
    hides_results: bool = False
    """The screen is on the projector: neither bars nor key."""
