"""Are the pages whole in a real browser?"""
