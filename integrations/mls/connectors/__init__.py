"""One file a platform; each has `VENDOR` and `connect(access)`, which gives a `ListingFeed`."""
