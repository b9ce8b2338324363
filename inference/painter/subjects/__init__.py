"""Everything the painter can draw, by family; the catalogue of them is in `subjects.catalogue`."""
