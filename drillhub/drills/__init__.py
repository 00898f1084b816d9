"""Drills on a slot, their runs as lists of events, evaluation and records."""
