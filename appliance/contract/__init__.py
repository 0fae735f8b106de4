"""The API's shapes: what every program that speaks to the box agrees on."""
