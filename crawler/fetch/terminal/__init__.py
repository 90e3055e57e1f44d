"""What a person sees of a crawl: progress and log lines."""
