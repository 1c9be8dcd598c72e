"""Keeping an installation well: health, audit trail, backups."""
