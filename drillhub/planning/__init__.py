"""The certified plan, what was promised in it, and the slots of the calendar."""
