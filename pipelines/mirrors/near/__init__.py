"""What stands near an address: sentences, whose words they are, and where on the page."""
