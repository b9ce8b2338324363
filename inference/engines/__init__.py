"""One module for each way to make a picture; imported by name in the worker."""
