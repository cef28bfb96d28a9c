"""The town: one stand-in per vendor, one seeded world behind all of them."""
