"""What can be asked: plain Python, without Django, database or clock."""
