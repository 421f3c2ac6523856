"""Hands: the ledger, the tables, search."""
