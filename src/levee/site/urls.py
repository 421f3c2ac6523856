"""Which part of the site answers which address?"""

from django.urls import include, path

urlpatterns = [path("", include("levee.web.urls"))]
handler400 = "levee.web.faults.bad_request"
handler403 = "levee.web.faults.forbidden"
handler404 = "levee.web.faults.not_found"
handler500 = "levee.web.faults.broken"
