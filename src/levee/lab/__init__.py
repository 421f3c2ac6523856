"""Evidence: which stacks to run, what failed, since when, because of what?"""
