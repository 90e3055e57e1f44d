"""The JSON API: operations with their parameters and answers, and the description made from them."""

from crawler.web.api.routes import api_routes

__all__ = ["api_routes"]
