"""The examples inside a worker: built, checked, named, split and disturbed."""
