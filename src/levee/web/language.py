"""In which language is a request answered? Pages in the reader's; the API always in English.

What programs read does not change with a header, and its problems can be looked up.
"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

PLACE = "/api/"


class Spoken(LocaleMiddleware):
    def process_request(self, request: HttpRequest) -> None:
        if request.path.startswith(PLACE):
            translation.activate("en")
        else:
            super().process_request(request)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if request.path.startswith(PLACE):
            return response
        return super().process_response(request, response)
