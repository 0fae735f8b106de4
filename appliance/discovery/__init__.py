"""How the box is found on the network."""
