"""The commands of `sixones`, one small file each; what is heavy is imported when one runs."""
