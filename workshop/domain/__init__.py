"""What can be worked out without a database or a request."""
