"""After the room: what participants read of what was said."""
