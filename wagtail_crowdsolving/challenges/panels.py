"""What the editor of a challenge shows beside its fields: notices, its life, its case file, its list."""

from django.urls import reverse
from django.utils.safestring import mark_safe
from wagtail.admin.panels import Panel

from wagtail_crowdsolving.challenges import life, rules
from wagtail_crowdsolving.challenges.fields import is_published
from wagtail_crowdsolving.challenges.models import Proposal
from wagtail_crowdsolving.challenges.queries import case_of, unknown_claim

#: What higher rooms say at the top of the editor: functions of ``(page, request)`` that return HTML,
#: empty where there is nothing to say.
notices = []


class NoticesPanel(Panel):
    """What other rooms have to say of a challenge to whoever edits it."""

    class BoundPanel(Panel.BoundPanel):
        @property
        def texts(self):
            if not hasattr(self, "_texts"):
                saved = self.instance.pk is not None
                self._texts = [
                    text
                    for notice in (notices if saved else [])
                    if (text := notice(self.instance, self.request))
                ]
            return self._texts

        def is_shown(self):
            return bool(self.texts)

        def render_html(self, parent_context=None):
            return mark_safe("".join(self.texts))


class LifePanel(Panel):
    """What changes in the life of a challenge that is on the site, and the way to its forms."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtail_crowdsolving/challenges/admin/life_panel.html"

        def is_shown(self):
            return self.instance.pk is not None and is_published(self.instance)

        def get_context_data(self, parent_context=None):
            page = self.instance
            return {
                **super().get_context_data(parent_context),
                "challenge": page,
                "facts": life.facts(page),
                "life_url": reverse("crowdsolving_life:challenge", args=[page.pk])
                if rules.can_keep_alive(self.request.user, page)
                else "",
            }


class CasePanel(Panel):
    """The case file beside its challenge: proposer, contact and timeline, for those who may see them."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtail_crowdsolving/challenges/admin/case_panel.html"

        @property
        def proposal(self):
            if not hasattr(self, "_proposal"):
                self._proposal = case_of(self.instance)
            return self._proposal

        def is_shown(self):
            return rules.can_see_cases(self.request.user) and self.proposal is not None

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            last = self.proposal.timeline[-1].kind if self.proposal.timeline else None
            context["proposal"] = self.proposal
            context["claim"] = unknown_claim(self.proposal)
            context["can_decline"] = (
                rules.can_decline(self.request.user) and last not in rules.ENDED
            )
            context["can_edit_contact"] = rules.can_edit_contact(self.request.user)
            # From the case to its challenge and from the challenge to its case.
            is_case, page = isinstance(self.instance, Proposal), self.proposal.page
            context["show_contact"] = not is_case
            if is_case and page is not None:
                if page.permissions_for_user(self.request.user).can_edit():
                    context["edit_url"] = reverse("wagtailadmin_pages:edit", args=[page.pk])
                context["public_url"] = page.get_url(self.request) if page.live else ""
            return context


class ListPanel(Panel):
    """At the top of a list's editor: what it lacks to have its challenges examined, and what to do."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtail_crowdsolving/challenges/admin/list_panel.html"

        @property
        def findings(self):
            from wagtail_crowdsolving.challenges.health import (  # noqa: PLC0415  app registry
                of_lists,
            )

            if not hasattr(self, "_findings"):
                self._findings = list(of_lists([self.instance])) if self.instance.pk else []
            return self._findings

        def is_shown(self):
            return bool(self.findings)

        def get_context_data(self, parent_context=None):
            # Only administrators enter the pages on which it is mended.
            user = self.request.user
            may_mend = user.is_active and user.has_perm("wagtailcore.change_workflow")
            return {
                **super().get_context_data(parent_context),
                "findings": self.findings,
                "may_mend": may_mend,
            }
