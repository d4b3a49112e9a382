"""Addresses of documents under /api/v1/."""

from rest_framework.routers import DefaultRouter

from documents.api.batches import BatchViewSet
from documents.api.links import UploadLinkViewSet
from documents.api.products import ProductViewSet
from documents.api.searches import SavedSearchViewSet
from documents.api.sharing import BreakGlassViewSet, OfferViewSet
from documents.api.uploads import UploadViewSet
from documents.api.views import CaseViewSet, DocumentViewSet

router = DefaultRouter(trailing_slash=False)
router.include_root_view = False
router.include_format_suffixes = False
router.register("documents", DocumentViewSet, basename="document")
router.register("batches", BatchViewSet, basename="batch")
router.register("cases", CaseViewSet, basename="case")
router.register("uploads", UploadViewSet, basename="upload")
router.register(r"cases/(?P<case_id>[0-9a-f-]{36})/upload-links", UploadLinkViewSet, basename="upload-link")
router.register("saved-searches", SavedSearchViewSet, basename="saved-search")
router.register("products", ProductViewSet, basename="product")
router.register("grant-offers", OfferViewSet, basename="grant-offer")
router.register("break-glass", BreakGlassViewSet, basename="break-glass")

urlpatterns = router.urls
