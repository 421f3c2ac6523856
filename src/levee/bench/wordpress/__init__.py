"""How does a Stack of WordPress and its plugins run on this machine?"""
