"""Agreement across groups: statements that everybody votes on, and what came of it."""
