"""Face: what can be done on the pages. One small module for what belongs together."""
