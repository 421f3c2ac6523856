"""Who somebody is, and how they prove it: the doors of the pages."""
