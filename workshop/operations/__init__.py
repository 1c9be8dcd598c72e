"""Keeping an installation well: health, outbox, audit trail, the timed work."""
