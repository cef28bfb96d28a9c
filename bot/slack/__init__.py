"""Slack: what Jorge hears there and says there."""
