"""Where a picture takes place: one function for each place, by family."""
