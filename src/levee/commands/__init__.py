"""Face: what can be said to Levee on a command line?"""
