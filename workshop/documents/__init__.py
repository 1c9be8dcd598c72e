"""Documents to print: badges, lists, cards, certificates, forms on paper, letters."""
