"""Readers of the files in which task runners keep their scripts, one module a family."""
