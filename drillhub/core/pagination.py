"""Lists are cut into pages by the database, never in memory."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from drillhub.core.database import db

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list. number counts from 1; total is the number of rows of the whole list."""

    items: tuple[T, ...]
    total: int
    number: int
    size: int

    @property
    def count(self) -> int:
        """How many pages there are; at least one, so that an empty list has a first page."""
        return max(1, -(-self.total // self.size))

    @property
    def first_row(self) -> int:
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last_row(self) -> int:
        return (self.number - 1) * self.size + len(self.items)


def paginate(
    statement: Select[*tuple[Any, ...]], *, number: int = 1, size: int = 50, scalars: bool = True
) -> Page[Any]:
    """Run an ordered select for one page. Two statements, whatever the size of the list.

    A number past the end gives the last page. scalars: give the first column of each row (an entity).
    """
    total = db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    last = max(1, -(-total // size))
    number = min(max(1, number), last)
    result = db.session.execute(statement.limit(size).offset((number - 1) * size))
    items = result.scalars().all() if scalars else result.all()
    return Page(tuple(items), total, number, size)
