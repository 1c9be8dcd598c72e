"""The projector: one picture for the room, steered by the organisers."""
