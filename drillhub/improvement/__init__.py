"""Improvement: proposals from findings, results and people, decided, carried out, and verified by a later drill."""
