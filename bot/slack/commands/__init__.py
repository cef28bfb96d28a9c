"""Slash commands: one file each with a `COMMAND`; the manifest lists them by itself."""
