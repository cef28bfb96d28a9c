"""Watching a market: measures by day, heat, shifts worth an alert, a price index and forecasts."""
