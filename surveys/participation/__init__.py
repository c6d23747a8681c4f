"""What they do."""
