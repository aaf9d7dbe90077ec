"""What the admin asks before an organisation, a theme or a territory goes."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button

from wagtail_crowdsolving import doors
from wagtail_crowdsolving.network import actions, queries, rules
from wagtail_crowdsolving.network.models import KEPT, Organisation, Theme
from wagtail_crowdsolving.network.references import uses_of
from wagtail_crowdsolving.wagtail_admin import SnippetChooser

#: How many of the same name are told of.
SAID = 3
TEMPLATES = "wagtail_crowdsolving/network/admin"


def _versions(instance):
    return list(
        type(instance)
        .objects.filter(translation_key=instance.translation_key)
        .select_related("locale")
        .order_by("pk")
    )


def _list_url(model):
    return reverse(model.snippet_viewset.get_url_name("list"))


def _edit_url(instance):
    return reverse(instance.snippet_viewset.get_url_name("edit"), args=[instance.pk])


def merge(request, model_name, pk):
    """Choose what takes its place, with the number of uses, then merge."""
    model = next((one for one in KEPT if one._meta.model_name == model_name), None)
    if model is None:
        raise Http404
    if not rules.can_merge(request.user, model):
        raise PermissionDenied
    doubled = get_object_or_404(model, pk=pk)

    class MergeForm(forms.Form):
        into = forms.ModelChoiceField(
            label=gettext_lazy("Is the same as"),
            queryset=model.objects.exclude(translation_key=doubled.translation_key),
            widget=SnippetChooser(model),
            help_text=gettext_lazy("This one stays, and takes the other's place everywhere."),
        )

    form = MergeForm(request.POST or None)
    if form.is_bound and form.is_valid():
        into = form.cleaned_data["into"]
        with doors.asked() as answer:
            actions.merge(doubled=doubled, into=into, by=request.user)
        if answer.is_done:
            messages.success(
                request,
                _("“%(doubled)s” has become “%(into)s” everywhere.")
                % {"doubled": doubled, "into": into},
            )
            return redirect(_list_url(model))
        if answer.conflict:
            messages.error(request, str(answer.conflict))
            return redirect(_list_url(model))
        doors.put(form, answer.error)
    return TemplateResponse(
        request,
        f"{TEMPLATES}/merge.html",
        {
            "doubled": doubled,
            "versions": _versions(doubled),
            "uses": uses_of(_versions(doubled)),
            "form": form,
            "back": _list_url(model),
            "page_title": _("Merge into another one"),
        },
        status=400 if form.is_bound else 200,
    )


@hooks.register("register_admin_urls")
def register_admin_urls():
    return [
        path("crowdsolving/merge/<slug:model_name>/<int:pk>/", merge, name="crowdsolving_merge")
    ]


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def warn_of_a_double(request, instance):
    """What was saved bears the name of another: said after saving, for two may be named alike."""
    if not isinstance(instance, Organisation | Theme):
        return
    for other in queries.named_alike(instance)[:SAID]:
        buttons = [messages.button(_edit_url(other), _("Open the other one"))]
        if rules.can_merge(request.user, type(instance)):
            address = reverse("crowdsolving_merge", args=[instance._meta.model_name, instance.pk])
            buttons.append(messages.button(address, _("Merge into another one")))
        messages.warning(
            request,
            _("“%(name)s” was there already. If it is the same, merge the two.") % {"name": other},
            buttons=buttons,
        )


@hooks.register("before_delete_snippet")
def refuse_to_delete(request, instances):
    """Say where they are used, and what to do instead."""
    kept = [(one, uses) for one in instances if isinstance(one, KEPT) and (uses := uses_of([one]))]
    if not kept:
        return None
    model = type(kept[0][0])
    return TemplateResponse(
        request,
        f"{TEMPLATES}/kept.html",
        {
            "kept": [
                {
                    "instance": one,
                    "uses": uses,
                    "merge_url": reverse("crowdsolving_merge", args=[one._meta.model_name, one.pk])
                    if rules.can_merge(request.user, model)
                    else "",
                    "edit_url": _edit_url(one),
                }
                for one, uses in kept
            ],
            "back": _list_url(model),
            "page_title": _("This is kept"),
        },
        status=409 if request.method == "POST" else 200,
    )


@hooks.register("register_snippet_listing_buttons")
def listing_buttons(snippet, user, next_url=None):
    if isinstance(snippet, KEPT) and rules.can_merge(user, type(snippet)):
        yield Button(
            _("Merge into another one"),
            url=reverse("crowdsolving_merge", args=[snippet._meta.model_name, snippet.pk]),
            icon_name="link",
            priority=30,
        )


@hooks.register("register_log_actions")
def register_log_actions(log_actions):
    log_actions.register_action(
        actions.MERGED, gettext_lazy("Merge"), gettext_lazy("Merged with one that was doubled")
    )
