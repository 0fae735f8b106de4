"""The media port: ICE-lite, DTLS and SRTP on one port."""
