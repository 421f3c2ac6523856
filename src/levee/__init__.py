"""Levee: partner support for vendors whose product has plugins."""
