"""The pipeline from change to release."""
