"""The certified plan, what was promised in it, and the registers of risks and of IT systems."""
