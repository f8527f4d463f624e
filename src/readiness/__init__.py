"""Says whether a backend repository is fit for production, and where it looked."""

__version__ = "0.1.0"
