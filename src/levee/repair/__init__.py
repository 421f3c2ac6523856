"""Consequences: work items, verification of fixes, rollback, channels."""
