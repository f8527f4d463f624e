"""Where it runs, as code."""
