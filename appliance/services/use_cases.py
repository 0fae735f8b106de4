"""The use cases of one box, handed together to those who call or watch them all."""

from dataclasses import dataclass

from appliance.services.cast_news import CastNews
from appliance.services.casting import Casting
from appliance.services.class_networks import ClassNetworks
from appliance.services.publishing import Publishing
from appliance.services.sessions import Sessions
from appliance.services.viewing import Viewing


@dataclass(frozen=True, slots=True)
class UseCases:
    """What the box can do with pictures."""

    sessions: Sessions
    casting: Casting
    cast_news: CastNews
    viewing: Viewing
    networks: ClassNetworks
    publishing: Publishing
