"""govcloud."""
