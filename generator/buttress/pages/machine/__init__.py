"""What programs read: feeds, JSON, `llms.txt`, redirects and the head of a page."""
