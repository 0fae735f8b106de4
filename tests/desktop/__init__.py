"""Tests of the teacher's app: its state, actions, models and views."""
