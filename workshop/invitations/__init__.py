"""Invitations: who was asked to come, what they replied, and which agencies will be there."""
