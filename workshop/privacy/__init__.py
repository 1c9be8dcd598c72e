"""Consents, the register of processing, and erasing personal details."""
