"""Instruments from and for other programs: ReproSchema, REDCap and our own YAML."""
