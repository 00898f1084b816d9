"""Reads for the screens of a roll call: the list at the assembly point and the board of whoever leads."""
