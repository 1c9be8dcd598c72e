"""Letters in own words, mailings, the outbox and how mail is handed over exactly once."""
