"""System checks: bad configuration is told before anything runs."""
