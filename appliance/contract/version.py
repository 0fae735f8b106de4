"""The version that box, desktop app and student page agree on."""

VERSION = "0.1.0"
API_VERSION = 1
