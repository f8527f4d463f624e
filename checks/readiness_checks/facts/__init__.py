"""What the repository says; facts parse and never judge."""
