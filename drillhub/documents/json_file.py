"""Canonical JSON: the same value gives the same bytes, wherever and whenever it is written."""

import hashlib
import json
from typing import Any


def canonical_json(value: Any) -> str:
    """Sorted keys, no blanks to choose, UTF-8 characters as they are, one line feed at the end."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1, separators=(",", ": ")) + "\n"


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, 64 hexadecimal characters."""
    return hashlib.sha256(text.encode()).hexdigest()
