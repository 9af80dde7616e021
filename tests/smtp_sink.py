"""A mail server of our own on loopback: takes what it is sent, or answers as it is told."""

import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message


class Sink(socketserver.ThreadingTCPServer):
    """Speaks just enough SMTP. `answers` maps a recipient to what happens to its mail: a
    code with words, "hang", or "drop" after the message has been taken.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.answers: dict[str, str] = {}
        self.messages: list[Message] = []
        self.envelopes: list[list[str]] = []
        self.connections = 0
        # Called when a message has been taken, before the answer is given.
        self.on_taken = lambda: None

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.messages]


class Conversation(socketserver.StreamRequestHandler):
    server: Sink

    def handle(self) -> None:
        self.server.connections += 1
        self.say("220 sink")
        recipients: list[str] = []
        while line := self.rfile.readline():
            word = line.decode().strip().upper()
            if word.startswith(("EHLO", "HELO")):
                self.say("250 sink")
            elif word.startswith("RCPT"):
                address = line.decode().partition("<")[2].partition(">")[0]
                if not self.agree(address, at="rcpt"):
                    continue
                recipients.append(address)
                self.say("250 ok")
            elif word == "DATA":
                if not self.take(recipients):
                    return
                recipients = []
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                recipients = [] if word.startswith(("MAIL", "RSET")) else recipients
                self.say("250 ok")

    def agree(self, address: str, at: str) -> bool:
        """False if the recipient is answered otherwise than with yes."""
        told = self.server.answers.get(address, "")
        if told == "hang" and at == "rcpt":
            time.sleep(60)
        if not told[:1].isdigit():
            return True
        self.say(told)
        return False

    def take(self, recipients: list[str]) -> bool:
        """Take the message; False if the connection is to end."""
        self.say("354 go on")
        body = b""
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            body += line
        self.server.messages.append(message_from_bytes(body))
        self.server.envelopes.append(recipients)
        self.server.on_taken()
        if any(self.server.answers.get(address) == "drop" for address in recipients):
            self.connection.shutdown(socket.SHUT_RDWR)
            return False
        self.say("250 taken")
        return True

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def running() -> Iterator[Sink]:
    with Sink() as sink:
        thread = threading.Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield sink
        finally:
            sink.shutdown()
            thread.join()
