"""Words of comments: taken apart, weighed against those of other groups, and brought together."""
