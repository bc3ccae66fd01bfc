"""Articles in, search hits out: reading, passages, embeddings, the store and the search."""
