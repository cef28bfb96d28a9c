"""How a request shows which of the things Jorge can do it asks for."""
