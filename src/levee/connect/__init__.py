"""Hands: mail and other ways out."""
