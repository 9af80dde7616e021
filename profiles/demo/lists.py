"""The demo's municipality had a list of profiles before it had a register."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from accounts.models import User
from profiles.importing import acts, reading, working
from profiles.models import Import

LIST: Final = """\
Navn;Plattform;Adresse;Virksomhet;Hovedansvarlig;Reserveredaktører;Nettside
Sel folkebad;Facebook;https://www.facebook.com/selfolkebad.eksempel;Kultur;{ola};{siri};
Vågå og Sel brannkorps;Facebook;https://www.facebook.com/brannkorps.eksempel;\
Brann og beredskap;{berit};;https://www.sel.example/brann
"""


def bring_in_list(people: Mapping[str, User], now: datetime) -> None:
    """Bring the list in some months before `now`, as the administration would."""
    at = now - timedelta(days=120)
    emails = {key: people[key].email for key in ("ola", "siri", "berit")}
    sheet = reading.read(LIST.format(**emails).encode())
    brought_in = acts.start(sheet, by=people["anne"], file_name="Sosiale medier 2024.csv", at=at)
    mapping = Import.objects.get(pk=brought_in.pk).mapping
    acts.choose_columns(brought_in, mapping=mapping, department=None)
    working.work(at=at)
    acts.ask_to_register(brought_in, by=people["anne"])
    working.work(at=at)
