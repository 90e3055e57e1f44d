"""What is true of one site: seeds, scope, pace, where its pages differ."""
