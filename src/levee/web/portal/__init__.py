"""What does a partner read and write? Theirs only: that anybody else is there, nothing tells."""
