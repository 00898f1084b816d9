"""Files that come in and go out: tables read from uploads; pdf, xlsx, csv and json written. Knows nothing of drills."""
