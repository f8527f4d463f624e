"""Logs, metrics, health and alerts."""
