"""The software's own words for participants, in six languages."""
