"""Contents that several desks share: a folder or an S3 store, and the cache that a desk keeps."""
