"""Secrets hygiene."""
