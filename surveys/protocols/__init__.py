"""What will be run."""
