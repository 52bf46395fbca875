"""Keeping the directory true: what happened to a record, and taking it back."""
