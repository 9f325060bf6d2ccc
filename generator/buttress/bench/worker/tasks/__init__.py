"""What candidates are asked to do, and what is recorded of each answer."""
