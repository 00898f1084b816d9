"""Organisations, sites, departments, people, their roles, and how they sign in."""
