"""Root causes: each comes about, looks as it should, and is mended by what its row says."""
