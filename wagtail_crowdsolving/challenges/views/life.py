"""A challenge's life on the site, for whoever animates it; and what the admin's pages share with it."""

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from wagtail_crowdsolving import doors, kept
from wagtail_crowdsolving.challenges import actions, forms, life, rules
from wagtail_crowdsolving.challenges.fields import is_published
from wagtail_crowdsolving.challenges.types import Challenge
from wagtail_crowdsolving.challenges.views import uploads
from wagtail_crowdsolving.doors import private
from wagtail_crowdsolving.page_types import page_types

SAID = {
    "dates": _("The dates are on the site."),
    "animator": _("The animator is changed; a new one is told by mail."),
    "picture": _("The picture is on the site."),
    "document": _("The document is on the site."),
    "remove_document": _("The document is off the page."),
    "update": _("The key moment is on the site."),
    "remove_update": _("The key moment is deleted."),
}


#: The forms of the page that take a file, by the name of its field.
UPLOADS = ("picture", "document")


class Keeping:
    """The pages on which somebody keeps a challenge alive; ``AdminKeeping`` is the same in the admin."""

    template = "wagtail_crowdsolving/challenges/life.html"
    update_template = "wagtail_crowdsolving/challenges/life_update.html"
    remove_template = "wagtail_crowdsolving/challenges/life_remove.html"
    url = "wagtail_crowdsolving:life"
    update_url = "wagtail_crowdsolving:life_update"
    new_url = "wagtail_crowdsolving:life_new_update"
    remove_url = "wagtail_crowdsolving:life_remove"
    dates_form = forms.DatesForm
    picture_form = forms.PictureForm
    document_form = forms.DocumentForm
    update_form = forms.UpdateForm
    #: Only where somebody has the right to it: in the admin.
    animator_form = None

    def page_or_404(self, request, pk):
        """The challenge as it is on the site, for whoever may keep it alive."""
        for model in page_types(Challenge):
            page = model._default_manager.filter(pk=pk).select_related("locale").first()
            if page is not None:
                break
        else:
            raise Http404
        if not is_published(page):
            raise Http404
        if not rules.can_keep_alive(request.user, page):
            raise PermissionDenied
        if page.get_archive():
            raise Http404
        return page

    # The page with all that can be changed

    def overview(self, request, pk):
        page = self.page_or_404(request, pk)
        if page.alias_of_id:
            return redirect(self.url, page.alias_of_id)
        source = life.source_of(page)
        tells = source is not None and source.pk == page.pk
        forms = self.forms(request, page, tells)
        answer = doors.Answer()
        if request.method == "POST":
            do = request.POST.get("do", "")
            if do not in forms:
                raise Http404
            form, door = forms[do]["form"], forms[do]["door"]
            version = kept.posted_version(request.POST)
            forms[do]["version"] = version
            answer.status = 400
            if do == "document" and kept.sent_before(request):
                messages.info(request, _("You have sent this already: it is kept once."))
                return redirect(f"{reverse(self.url, args=[page.pk])}#{do}")
            if do in UPLOADS and self.takes_uploads:
                uploads.check(request, f"{do}-{do}", form, do)
            if form.is_valid():
                more = {} if do == "document" else {"version": version}
                answer = self.ask(form, door, page=page, by=request.user, **more)
                if answer.is_done:
                    kept.sent(request)
                    kept.forget(request, request.path)
                    if do in UPLOADS and self.takes_uploads:
                        uploads.forget(request, f"{do}-{page.pk}")
                    messages.success(request, SAID[do])
                    return redirect(f"{reverse(self.url, args=[page.pk])}#{do}")
                if answer.conflict:
                    page = self.page_or_404(request, pk)
                    # To send it again is to have read what is there now.
                    forms[do]["version"] = self.versions(page).get(do, "")
            if do in UPLOADS and self.takes_uploads:
                uploads.keep(request, f"{do}-{page.pk}", f"{do}-{do}", form, do)
        elif (typed := kept.kept(request, request.path)) and typed["do"] in forms:
            do = typed["do"]
            forms[do]["form"].initial = typed["data"]
            forms[do]["version"] = typed["version"]
            uploads.show(request, f"{do}-{page.pk}", forms[do]["form"], do)
        return answer.render(
            request,
            self.template,
            {
                **self.context(request, page),
                "forms": forms,
                "facts": life.facts(page),
                "updates": life.listed(page, "updates"),
                "documents": life.listed(page, "documents"),
                "tells": tells,
                "source": source,
                "source_url": reverse(self.url, args=[source.pk]) if source else "",
                "conflict": answer.conflict,
                "reader": kept.mark(request.user),
                "media": sum(
                    (entry["form"].media for entry in forms.values()), django_forms.Media()
                ),
            },
        )

    @staticmethod
    def ask(form, door, **arguments):
        """The ``Answer`` of ``door``; what is wrong stands on ``form``, a conflict beside it."""
        with doors.asked() as answer:
            door(**arguments, **form.door())
        if answer.error and not answer.conflict:
            doors.put(form, answer.error)
            answer.status = 400
        return answer

    def versions(self, page):
        return {
            "dates": life.version(page, *life.DATES),
            "animator": life.version(page, "animator"),
            "picture": life.version(page, "picture"),
        }

    def forms(self, request, page, tells):
        """``{name: {"form", "door", "version"}}``; the one that was posted holds what was typed."""
        made = {}
        if rules.can_set_dates(request.user, page):
            made["dates"] = (self.dates_form, {"page": page}, actions.set_dates)
        if self.animator_form and rules.can_choose_animator(request.user, page):
            made["animator"] = (self.animator_form, {"page": page}, actions.set_animator)
        if tells:
            present = {"present": page.picture, **self.library(request)}
            made["picture"] = (self.picture_form, present, actions.set_picture)
            made["document"] = (self.document_form, self.library(request), actions.add_document)
        versions = self.versions(page)
        posted = request.POST.get("do") if request.method == "POST" else None
        forms = {}
        for name, (form, options, door) in made.items():
            if name == posted:
                options["data"] = request.POST
                if name in UPLOADS and self.takes_uploads:
                    options["files"] = uploads.files(request, f"{name}-{page.pk}", f"{name}-{name}")
            forms[name] = {
                "form": form(prefix=name, **options),
                "door": door,
                "version": versions.get(name, ""),
            }
        return forms

    takes_uploads = True

    def library(self, request):
        """In the admin one chooses from the library: what one may."""
        return {} if self.takes_uploads else {"user": request.user}

    # A key moment

    def update(self, request, pk, key=None):
        page = self.page_or_404(request, pk)
        value, version = life.entry(page, "updates", key) if key else (None, None)
        gone = key is not None and value is None
        if gone and request.method != "POST":
            messages.error(request, _("This key moment has been deleted."))
            return redirect(self.url, page.pk)
        answer, unsaved = doors.Answer(), False
        place = uploads.moment(page.pk, None if gone else key)
        if request.method == "POST":
            files = uploads.files(request, place, "picture") if self.takes_uploads else None
            form = self.update_form(request.POST, files, value=value, **self.library(request))
            answer.status = 400
            if key is None and kept.sent_before(request):
                messages.info(request, _("You have sent this already: it is kept once."))
                return redirect(f"{reverse(self.url, args=[page.pk])}#updates")
            read, version = version, kept.posted_version(request.POST)
            if self.takes_uploads:
                uploads.check(request, "picture", form, "picture")
            if form.is_valid():
                door = actions.change_update if key else actions.add_update
                more = {"key": key, "version": version} if key else {}
                answer = self.ask(form, door, page=page, by=request.user, **more)
                if answer.is_done:
                    kept.forget(request, request.path)
                    kept.sent(request)
                    if self.takes_uploads:
                        uploads.forget(request, place)
                    messages.success(request, SAID["update"])
                    return redirect(f"{reverse(self.url, args=[page.pk])}#updates")
                if answer.conflict:
                    page = self.page_or_404(request, pk)
                    if key:
                        value, read = life.entry(page, "updates", key)
                    version = read
            if self.takes_uploads:
                uploads.keep(request, place, "picture", form, "picture")
        elif typed := kept.kept(request, request.path):
            form = self.update_form(typed["data"], value=value, **self.library(request))
            version, unsaved = typed["version"], True
            if self.takes_uploads:
                uploads.show(request, place, form, "picture")
        else:
            form = self.update_form(value=value, **self.library(request))
        if gone:  # what was typed can be added anew
            key = None
        return answer.render(
            request,
            self.update_template,
            {
                **self.context(request, page),
                "action": reverse(self.new_url, args=[page.pk]) if gone else "",
                "form": form,
                "key": key,
                "value": value,
                "version": "" if version is None else version,
                "conflict": answer.conflict,
                "unsaved": unsaved,
                "reader": kept.mark(request.user),
                "remove_url": reverse(self.remove_url, args=[page.pk, "updates", key])
                if key
                else "",
                "media": form.media,
            },
        )

    # A key moment or a document is taken away

    def remove(self, request, pk, name, key):
        page = self.page_or_404(request, pk)
        removals = {"updates": actions.remove_update, "documents": actions.remove_document}
        if name not in removals:
            raise Http404
        value, version = life.entry(page, name, key)
        if value is None:
            messages.error(request, _("It has been deleted already."))
            return redirect(self.url, page.pk)
        if request.method == "POST":
            with doors.asked(request=request) as answer:
                removals[name](
                    page=page,
                    by=request.user,
                    key=key,
                    version=kept.posted_version(request.POST),
                )
            if not answer.is_done:
                return redirect(request.path)
            kept.unsend(request)
            messages.success(
                request, SAID["remove_update" if name == "updates" else "remove_document"]
            )
            return redirect(f"{reverse(self.url, args=[page.pk])}#{name}")
        return TemplateResponse(
            request,
            self.remove_template,
            {
                **self.context(request, page),
                "value": value,
                "version": version,
                "name": name,
                "is_translated": life.has_translations(page),
            },
        )

    def context(self, request, page):
        return {
            # Not "page": the site's frame would take the space for a page of its tree.
            "challenge": page,
            "public_url": page.get_url(request) if page.live else "",
            "life_url": reverse(self.url, args=[page.pk]),
            "new_url": reverse(self.new_url, args=[page.pk]),
        }


def _site(name):
    @private
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request, *args, **kwargs):
        if request.user.is_authenticated:
            return getattr(Keeping(), name)(request, *args, **kwargs)
        keep, reader = None, kept.marked(request.POST)
        if request.method == "POST" and name == "update" and reader is not None:
            keep = _typed_in(request)
            place = uploads.moment(kwargs["pk"], kwargs.get("key"))
            uploads.keep_signed_out(request, place, "picture", reader)
        do = request.POST.get("do")
        if name == "overview" and do in UPLOADS and reader is not None:
            keep = _typed_in(request, f"{do}-") | {"do": do}
            uploads.keep_signed_out(request, f"{do}-{kwargs['pk']}", f"{do}-{do}", reader)
        return doors.sign_in(request, keep=keep, reader=reader)

    return view


def _typed_in(request, prefix=""):
    """A key moment that was written while the session ended, to be given back after signing in; the words beside
    a picture or a document too."""
    names = ("date", "title", "text", "description")
    typed = {name: request.POST.get(f"{prefix}{name}", "") for name in names}
    return {"data": typed, "version": kept.posted_version(request.POST)}


overview, update, remove = _site("overview"), _site("update"), _site("remove")
