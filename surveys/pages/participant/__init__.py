"""The participants' pages: compiled once per version, filled per person."""
