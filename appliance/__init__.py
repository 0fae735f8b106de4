"""The AIRClass appliance: the box on the teacher's network."""
