"""System checks: each missing or contradictory setting, with what to do about it."""
