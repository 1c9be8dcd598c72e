"""Workshop: runs a focus-group workshop from invitation to report."""
