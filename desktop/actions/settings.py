"""What a teacher does about the own account and the box, away from any lesson."""

from appliance.contract.account import InvitationCreated, PasswordChange
from appliance.contract.system import Health
from desktop.actions.desk import Desk


class SettingsActions:
    """Every method raises what the client raises."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def health(self) -> Health:
        """What is true of the box now."""
        return await self._desk.client.system.health()

    async def change_password(self, old: str, new: str) -> None:
        """Change the own password; every other login of the account ends."""
        await self._desk.client.accounts.change_password(PasswordChange(old_password=old, new_password=new))

    async def invite(self) -> InvitationCreated:
        """A one-time code with which a colleague makes an account."""
        return await self._desk.client.accounts.invite()
