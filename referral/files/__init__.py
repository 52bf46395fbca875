"""Service files: the directory as CSV that people read, review and send one another."""
