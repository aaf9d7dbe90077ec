"""Addresses of a member's own space."""

urlpatterns = []
