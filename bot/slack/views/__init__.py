"""What Jorge shows: pure functions from data to cards."""
