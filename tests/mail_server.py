import socket

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class MailServer:
    """A real mail server on loopback that can be told how to behave."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.received = []
        self.behaviour = "accept"
        self.refused = set()
        self._controller = None

    def start(self):
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self):
        if self._controller:
            self._controller.stop()
            self._controller = None

    @property
    def recipients(self):
        return sorted(address for envelope in self.received for address in envelope.rcpt_tos)

    async def handle_MAIL(self, server: SMTP, session, envelope, address, options):
        if self.behaviour == "busy":
            return "421 4.3.2 not now"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.behaviour == "drop":
            server.transport.abort()
            return "451 never read"
        self.received.append(envelope)
        return "250 OK"

    async def handle_QUIT(self, server, session, envelope):
        if self.behaviour == "drop at the end":
            server.transport.abort()
        return "221 Bye"
