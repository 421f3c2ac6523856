"""What does each page show? Plain values, computed here and not in a view or a template."""
