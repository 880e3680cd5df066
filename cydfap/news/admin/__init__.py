"""The desk's own pages and buttons for What's happening."""
