"""Long lists come in pages."""

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """Fifty at a time; `page` says which, `page_size` how many up to two hundred."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
