"""The tables of the book of record, one module per noun."""
