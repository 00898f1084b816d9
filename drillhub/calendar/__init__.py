"""The calendar: places for drills and reviews, and what became of each."""
