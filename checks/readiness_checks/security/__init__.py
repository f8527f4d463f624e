"""Authentication and the supply chain."""
