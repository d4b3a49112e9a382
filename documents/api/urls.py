"""Addresses of documents under /api/v1/."""

from rest_framework.routers import DefaultRouter

from documents.api.views import CaseViewSet, DocumentViewSet

router = DefaultRouter(trailing_slash=False)
router.include_root_view = False
router.include_format_suffixes = False
router.register("documents", DocumentViewSet, basename="document")
router.register("cases", CaseViewSet, basename="case")

urlpatterns = router.urls
