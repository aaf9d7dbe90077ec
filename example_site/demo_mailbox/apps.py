from django.apps import AppConfig


class DemoMailboxConfig(AppConfig):
    name = "demo_mailbox"
