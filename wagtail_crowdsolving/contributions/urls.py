"""Addresses of the discussion."""

urlpatterns = []
