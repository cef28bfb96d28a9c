"""One file a channel's vendor; each has `VENDOR` and `connect(access)`."""
