"""Services as the Human Services Data Specification (HSDS 3.1) has them, out and in again.

Pure: values to values. The version of the standard is known here and nowhere else.
"""
