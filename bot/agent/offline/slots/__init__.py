"""What each tool's call is filled with: one file a tool."""
