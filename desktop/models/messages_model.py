"""The chat as Qt models: every message, and those of one audience."""

from PySide6.QtCore import QObject, QSortFilterProxyModel

from appliance.contract.live import ChatAudienceName
from appliance.contract.talk import ChatMessageView
from desktop.models.held import Held
from desktop.models.held_rows import HeldRows
from desktop.models.keyed_rows import NO_PARENT, Index, RowRole
from desktop.state.talk import Talk


class MessagesModel(HeldRows[ChatMessageView]):
    """One row per message that is not about to be deleted, newest last."""

    def __init__(self, talk: Talk, deleting: Held, parent: QObject | None = None) -> None:
        super().__init__(talk.all_messages, talk.messages_changed, deleting, parent)

    def key_of(self, row: ChatMessageView) -> str:
        """The message's id."""
        return row.message_id

    def words(self, row: ChatMessageView) -> str:
        """Who says what."""
        return f"{row.author_name}: {row.text}"


class AudiencePart(QSortFilterProxyModel):
    """The messages to one audience, or all of them."""

    def __init__(self, source: MessagesModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._audience: ChatAudienceName | None = None
        self.setSourceModel(source)

    def show_audience(self, audience: ChatAudienceName | None) -> None:
        """Show only what was said to these; everything for None."""
        self.beginFilterChange()
        self._audience = audience
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:  # noqa: N802 - Qt's name
        """As Qt asks."""
        if self._audience is None:
            return True
        message: ChatMessageView = self.sourceModel().index(source_row, 0, NO_PARENT).data(RowRole.ROW)
        return message.audience == self._audience
