"""Hands: environment providers, sandbox, runner."""
