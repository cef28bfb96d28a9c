"""What Jorge can ask for: one file is one typed tool."""
