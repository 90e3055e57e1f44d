"""What a trained table makes of the addresses on a page: whether each is offered as another address of its outlet."""
