"""The demonstration company: made through the services as people would have made it, over three fiscal years."""
