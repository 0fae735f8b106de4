"""What the teacher can do: each module turns wishes into calls of the client and keeps the state true."""
