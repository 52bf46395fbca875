"""Rujuk: a directory of services for child victims in Indonesia, and a router to them."""

__version__ = "0.1.0"
