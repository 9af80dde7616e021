"""The departments and the people of the demo municipality; every one of them is invented."""

from dataclasses import dataclass
from typing import Final

from accounts.models import Appointment, Membership

ROOT: Final = "Sel kommune"

# Department → the one it is part of, from the top down.
DEPARTMENTS: Final[dict[str, str]] = {
    ROOT: "",
    "Kommunedirektørens stab": ROOT,
    "Oppvekst": ROOT,
    "Heidal skule": "Oppvekst",
    "Otta skole": "Oppvekst",
    "Otta barnehage": "Oppvekst",
    "Barneverntjenesten": "Oppvekst",
    "Helse og omsorg": ROOT,
    "Helsestasjonen": "Helse og omsorg",
    "Hjemmetjenesten": "Helse og omsorg",
    "NAV Sel": "Helse og omsorg",
    "Kultur": ROOT,
    "Otta kulturhus": "Kultur",
    "Sel bibliotek": "Kultur",
    "Kulturskolen": "Kultur",
    "Ungdomsklubben": "Kultur",
    "Kulturminnevern": "Kultur",
    "Teknisk drift": ROOT,
    "Vann og avløp": "Teknisk drift",
    "Vei og park": "Teknisk drift",
    "Brann og beredskap": "Teknisk drift",
    "Næring og utvikling": ROOT,
    "Sel frivilligsentral": ROOT,
}

HEAD, DEPUTY, EDITOR = Membership.Role
ADMINISTRATION, WEB_EDITOR, READER, CRISIS_STAFF, ELECTED = Appointment.Role


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person; `roles` in departments, `appointments` for the municipality."""

    name: str
    roles: tuple[tuple[Membership.Role, str], ...] = ()
    appointments: tuple[Appointment.Role, ...] = ()
    language: str = "nb"
    has_left: bool = False
    phone: str = ""

    @property
    def key(self) -> str:
        """What the stories call the person, and the beginning of the e-mail address."""
        return self.name.partition(" ")[0].lower().translate(LATIN)


LATIN: Final = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})

PEOPLE: Final = (
    Person("Kari Kulturleder", ((HEAD, "Kultur"),), phone="990 00 008"),
    Person("Ola Otta", ((EDITOR, "Kultur"),)),
    Person("Anne Ansvar", appointments=(ADMINISTRATION,), phone="990 00 005"),
    Person("Arne Avklart", ((DEPUTY, "Kommunedirektørens stab"),), (ADMINISTRATION,)),
    Person("Wilma Web", appointments=(WEB_EDITOR,), phone="990 00 001"),
    Person("Nils Nysnø", ((EDITOR, "Teknisk drift"),)),
    Person("Nora Nøyaktig", ((HEAD, "Teknisk drift"),), phone="990 00 004"),
    Person("Rune Revisor", appointments=(READER,)),
    Person("Berit Beredskap", ((HEAD, "Brann og beredskap"),), (CRISIS_STAFF,), phone="990 00 002"),
    Person("Frida Folkevald", appointments=(ELECTED,), language="nn"),
    Person("Dag Direktør", ((HEAD, ROOT),), (CRISIS_STAFF,), phone="990 00 003"),
    Person("Dina Dirigent", ((DEPUTY, "Kultur"),)),
    Person("Siri Scene", ((EDITOR, "Otta kulturhus"),), phone="990 00 007"),
    Person("Bjørn Bokhylle", ((HEAD, "Sel bibliotek"),)),
    Person("Lise Lesehjørne", ((EDITOR, "Sel bibliotek"),)),
    Person("Marte Marimba", ((EDITOR, "Kulturskolen"),)),
    Person("Ulrik Ungdomsklubb", ((HEAD, "Ungdomsklubben"),)),
    Person("Oddny Oppvekst", ((HEAD, "Oppvekst"),), language="nn"),
    Person("Ragna Rektor", ((HEAD, "Heidal skule"),), language="nn"),
    Person("Sindre Skulegard", ((EDITOR, "Oppvekst"),), language="nn"),
    Person("Heidi Helse", ((HEAD, "Helse og omsorg"),)),
    Person("Tuva Termometer", ((EDITOR, "Helsestasjonen"),)),
    Person("Nadia Navigasjon", ((HEAD, "NAV Sel"),)),
    Person("Vegard Vannkran", ((HEAD, "Vann og avløp"),), phone="990 00 006"),
    Person("Nina Næring", ((HEAD, "Næring og utvikling"),)),
    Person("Emma Elsewhere", ((EDITOR, "Næring og utvikling"),), language="en"),
    Person("Frode Frivillig", ((HEAD, "Sel frivilligsentral"),)),
    Person("Fatima Fellesskap", ((EDITOR, "Sel frivilligsentral"),)),
    Person("Emil Ettermiddag"),
    Person("Lars Lengesiden", ((EDITOR, "Kultur"),), has_left=True),
    Person("Hanne Hydrant", ((EDITOR, "Vann og avløp"),), has_left=True),
)
