"""Pictures as SVG text: one pure function per kind, no style attributes, title and text inside."""
