"""Pages in, typed records out. Plain Python: no Django, no database, no clock."""
