"""What shows in a file that it tests: patterns of every language, as data."""
