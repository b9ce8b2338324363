"""Italian hill towns without end, after Celestino Soddu: not a town, but what towns are made by."""
