"""Buttons, menus and windows: `CLICKS` by action id, `SUBMISSIONS` by callback id."""
