"""What does each word of the `levee` command do?"""
