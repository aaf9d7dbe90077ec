import logging
from types import SimpleNamespace

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


#: The longest address that is carried by a link in a mail.
NEXT_LENGTH = 500


class AccountAdapter(DefaultAccountAdapter):
    """Accounts as the site wants them: no username to choose, mails in the site's name.

    The mails of an account are the only ones that are sent from a request, past the outbox:
    the links in them open the account, so they are written down nowhere.
    """

    def populate_username(self, request, user):
        user.username = self.generate_unique_username(["membre"])

    def save_user(self, request, user, form, commit=True):
        user.charter_accepted_at = timezone.now()
        return super().save_user(request, user, form, commit=commit)

    def get_email_confirmation_url(self, request, emailconfirmation):
        """Carries the page for which one signs up: the mail may be opened in another browser.

        There nobody is logged in yet, so it leads through the login. allauth asks of each of both
        addresses whether it belongs to the site, before it goes there.
        """
        url = super().get_email_confirmation_url(request, emailconfirmation)
        page = get_next_redirect_url(request) if request else None
        if not page or len(page) > NEXT_LENGTH:
            return url
        login = f"{reverse('account_login')}?{urlencode({'next': page})}"
        return f"{url}?{urlencode({'next': login})}"

    def format_email_subject(self, subject):
        return f"{settings.WAGTAIL_SITE_NAME} · {subject}"

    def send_mail(self, template_prefix, email, context):
        site = SimpleNamespace(name=settings.WAGTAIL_SITE_NAME, domain=settings.BASE_URL)
        try:
            super().send_mail(template_prefix, email, {**context, "current_site": site})
        except OSError:
            # The account exists: the mail is sent again at the next login or reset.
            logger.exception("An account's mail could not be sent (%s)", template_prefix)
            messages.error(
                self.request,
                _("We could not send you the e-mail. Please try again in a few minutes."),
            )
