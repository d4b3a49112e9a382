"""Addresses of documents under /api/v1/."""

from rest_framework.routers import DefaultRouter

from documents.api.batches import BatchViewSet
from documents.api.sharing import BreakGlassViewSet, OfferViewSet
from documents.api.views import CaseViewSet, DocumentViewSet

router = DefaultRouter(trailing_slash=False)
router.include_root_view = False
router.include_format_suffixes = False
router.register("documents", DocumentViewSet, basename="document")
router.register("batches", BatchViewSet, basename="batch")
router.register("cases", CaseViewSet, basename="case")
router.register("grant-offers", OfferViewSet, basename="grant-offer")
router.register("break-glass", BreakGlassViewSet, basename="break-glass")

urlpatterns = router.urls
