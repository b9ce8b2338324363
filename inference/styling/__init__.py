"""One picture in the manner of others: patches carried over, colours matched, frames kept calm."""
