"""What every room stands on: database, wall between organisations, time, errors, languages. No business words."""
