"""Does the lab hold in real environments?"""
