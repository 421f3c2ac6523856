"""The operational contract: which numbers and owners are in force?"""
