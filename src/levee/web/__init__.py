"""Face: the pages."""
