"""Who works through the parts of an archive: processes of this machine, or a cluster. Both give the same outcomes."""
