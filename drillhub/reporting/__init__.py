"""Figures with their proof, and the reports that are assembled, previewed, exported and frozen as editions."""
