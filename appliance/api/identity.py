"""Who the box is: /identity."""

import base64
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from appliance.api.authorization import Authorization
from appliance.api.documentation import problems
from appliance.contract.system import CHALLENGE_PATTERN, BoxIdentityView
from appliance.domain.policy import Action
from appliance.services.identity import IdentityProof

CHALLENGE_EXAMPLE = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA"
Challenge = Annotated[
    str,
    Query(
        min_length=43,
        max_length=43,
        pattern=CHALLENGE_PATTERN,
        description="32 random bytes, base64url without padding.",
        examples=[CHALLENGE_EXAMPLE],
    ),
]


def identity_router(identity: IdentityProof, auth: Authorization) -> APIRouter:
    """The route by which apps know their box again."""
    router = APIRouter(tags=["system"])

    @router.get("/identity", dependencies=[Depends(auth(Action.READ_IDENTITY))], responses=problems(422))
    async def get_identity(challenge: Challenge) -> BoxIdentityView:
        """The box's name and key, and the challenge signed with it."""
        return identity.answer(base64.urlsafe_b64decode(challenge + "="))

    return router
