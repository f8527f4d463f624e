"""What marks the files in which routes are declared, as patterns of the scan: one module for each reader of `routing`."""
