"""The door: who has come, by scan or by name, also without network; walk-ins and substitutes."""
