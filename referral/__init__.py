"""Rujuk: a directory of services for child victims in Indonesia, and a router to them."""
