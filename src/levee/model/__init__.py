"""Frozen nouns: what the words of the glossary are."""
