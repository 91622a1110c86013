"""Looking inside files: a file becomes an Examination, plain measures that rules judge later."""
