"""Events of Slack: one file each with an `EVENT`; the manifest subscribes to them by itself."""
