"""Reports that leave the terminal, one file a format; heavy imports wait until one is made."""
