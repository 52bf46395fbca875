"""The core: values and decisions. Standard library only; no clock, no files, no prose."""
