"""Exact decimal numbers that are plain numbers in JSON."""

from decimal import Decimal
from typing import Annotated

from pydantic import PlainSerializer


def plain_number(value: Decimal) -> int | float:
    """12 for a whole number without decimal places, 96.3 otherwise. `Decimal(str(…))` gives the same value back."""
    exponent = value.as_tuple().exponent
    return int(value) if exponent == 0 else float(value)


Number = Annotated[Decimal, PlainSerializer(plain_number, return_type=int | float)]
