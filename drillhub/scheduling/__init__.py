"""When what runs. The work itself lives in the rooms; all due work is rows, the timetable is only the clock."""
