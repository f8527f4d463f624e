"""Tests of every kind."""
