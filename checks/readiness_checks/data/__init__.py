"""Schemas, migrations and backups."""
