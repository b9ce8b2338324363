"""One module for each thing that is learned; none knows how it is run or when it is saved."""
