"""The controlling side of ICE for one pair: nominating checks, consent, and answers to the other side's checks."""

from aioice import stun

PRIORITY = 1845501695


class IceCheck:
    """STUN messages of one candidate pair; bytes in, bytes out."""

    def __init__(self, local: tuple[str, str], remote: tuple[str, str]) -> None:
        """`local` and `remote` are (ufrag, password)."""
        self._local_password = local[1].encode()
        self._remote_password = remote[1].encode()
        self._username = f"{remote[0]}:{local[0]}"
        self._tie_breaker = int.from_bytes(local[0].encode().ljust(8, b"0")[:8], "big")
        self._pending: set[bytes] = set()
        self.answers = 0

    def request(self) -> bytes:
        """A binding request that nominates the pair; also the consent check."""
        message = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
        message.attributes["USERNAME"] = self._username
        message.attributes["PRIORITY"] = PRIORITY
        message.attributes["ICE-CONTROLLING"] = self._tie_breaker
        message.attributes["USE-CANDIDATE"] = None
        message.add_message_integrity(self._remote_password)
        self._pending.add(message.transaction_id)
        return bytes(message)

    def receive(self, data: bytes, source: tuple[str, int]) -> bytes | None:
        """Take a STUN message; the reply to send, if it was the other side's check."""
        try:
            message = stun.parse_message(data)
        except ValueError:
            return None
        if message.message_class == stun.Class.REQUEST:
            return self._answer(message, source) if message.check_message_integrity(self._local_password) else None
        is_ours = message.message_class == stun.Class.RESPONSE and message.transaction_id in self._pending
        if is_ours and message.check_message_integrity(self._remote_password):
            self._pending.clear()
            self.answers += 1
        return None

    def _answer(self, request: stun.Message, source: tuple[str, int]) -> bytes:
        response = stun.Message(
            message_method=stun.Method.BINDING,
            message_class=stun.Class.RESPONSE,
            transaction_id=request.transaction_id,
        )
        response.attributes["XOR-MAPPED-ADDRESS"] = source
        response.add_message_integrity(self._local_password)
        return bytes(response)
