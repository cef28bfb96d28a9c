"""The outside world and the book of record."""
