"""Evidence (証跡): files that prove what was done, kept as they came, with their hash."""
