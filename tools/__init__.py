"""Tools for working on DrillHub; not part of the service."""
