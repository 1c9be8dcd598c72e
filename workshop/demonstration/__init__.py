"""The built-in demonstration: one real day, told in data, built through the product's services."""
