"""The year's programme: what the rules still ask for, proposed as days and taken into the calendar."""
