"""Plain functions on numbers: no database, no clock."""
