"""Lacrima's street of rooms, in the order of the data's journey."""
