from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.forms import DeleteAccountForm, ProfileForm


@login_required
def profile(request):
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST":
        if form.is_valid():
            form.save()
            messages.success(request, _("Your account is up to date."))
            return redirect("accounts:profile")
        # What was typed stays in the form, not in the name that the page's head shows.
        request.user.refresh_from_db()
    return render(request, "accounts/profile.html", {"form": form})


@login_required
def delete(request):
    """Deletes the member and signs them out. What becomes of their texts is the package's business."""
    form = DeleteAccountForm(request.user, request.POST or None)
    if request.method == "POST":
        # The same limit as for a login: the form must not serve to guess a password.
        if limited := ratelimit.consume_or_429(request, action="reauthenticate", user=request.user):
            return limited
        if form.is_valid():
            user = request.user
            with transaction.atomic():
                user.delete()
            logout(request)
            return redirect("accounts:deleted")
    return render(request, "accounts/delete.html", {"form": form})


def deleted(request):
    return render(request, "accounts/deleted.html")
