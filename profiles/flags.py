"""Raising and clearing flags, each with its line on the timeline.

What an act cures is cleared in the act's own transaction; the sweep raises what has become
wrong and clears what was cured otherwise. Both come through the same statements, whose number
does not depend on how many profiles they are about.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from profiles.models import Event, Flag, Profile
from profiles.models.flag import FlagQuerySet
from profiles.models.profile import ProfileQuerySet
from profiles.rules import BY_KIND, Rule

# Whose name the timeline bears where nobody did it.
PORTAL: Final = "Selsome"


@dataclass(frozen=True, slots=True)
class Hand:
    """In whose name and when flags are raised or cleared; without `by` it is the portal."""

    at: datetime
    by: User | None = None

    @property
    def name(self) -> str:
        return self.by.name if self.by else PORTAL


def review(*profiles: Profile, by: User, at: datetime | None = None) -> int:
    """Clear the flags of the profiles that no longer hold, right after an act; how many.

    The caller holds the profiles' rows, in the transaction of the act. One query where there
    are no flags.
    """
    hand = Hand(at or timezone.now(), by)
    keys = sorted(profile.pk for profile in profiles)
    kinds = set(Flag.objects.open().filter(profile__in=keys).values_list("kind", flat=True))
    today = timezone.localdate(hand.at)
    return sum(clear(BY_KIND[kind], today, hand, keys) for kind in sorted(kinds))


@transaction.atomic
def raise_at_once(
    kinds: Collection[Flag.Kind], profiles: ProfileQuerySet, *, at: datetime | None = None
) -> int:
    """Raise flags of these kinds without waiting for the morning; how many.

    In the portal's name: who acted did not mean to break anything.
    """
    hand = Hand(at or timezone.now())
    rows = Profile.objects.filter(pk__in=profiles.order_by().values("pk")).order_by("pk")
    keys = list(rows.select_for_update().values_list("pk", flat=True))
    if not keys:
        return 0
    today = timezone.localdate(hand.at)
    return sum(raise_(BY_KIND[kind], today, hand, keys) for kind in kinds)


def to_raise(rule: Rule, today: date) -> ProfileQuerySet:
    """Profiles that break the rule and have no open flag that says so."""
    return rule.broken(today).filter(~Exists(_open(rule)))


def to_clear(rule: Rule, today: date) -> ProfileQuerySet:
    """Profiles with an open flag that does not hold any more."""
    flagged = Profile.objects.filter(Exists(_open(rule)))
    return flagged.exclude(pk__in=rule.broken(today).order_by().values("pk"))


def raise_(rule: Rule, today: date, hand: Hand, keys: Sequence[int]) -> int:
    """Raise the flag on those of the profiles that lack it, whose rows the caller holds."""
    facts = _between(rule.broken(today), keys).annotate(
        flag_due=rule.due_on, flag_since=rule.since_on, flag_subject=rule.subject
    )
    query = facts.values_list("pk", "flag_due", "flag_since", "flag_subject").query
    broken, given = query.sql_with_params()
    among, chosen = _among("broken.profile", keys)
    raised = _execute(
        f"""
        INSERT INTO profiles_flag (profile_id, kind, raised_at, due_on, since_on, subject)
        SELECT broken.profile, %s, %s, broken.due_on, broken.since_on, broken.subject
        FROM (WITH found (profile, due_on, since_on, subject) AS ({broken})
              SELECT * FROM found) AS broken
        WHERE {among}
        ON CONFLICT DO NOTHING
        """,
        [str(rule.kind), _moment(hand.at), *given, chosen],
    )
    if raised:
        _tell(rule, Event.Kind.FLAGGED, "raised_at", hand, keys)
    return raised


def clear(rule: Rule, today: date, hand: Hand, keys: Sequence[int]) -> int:
    """Clear the flag on those of the profiles where it does not hold any more."""
    broken = _between(rule.broken(today), keys).values_list("pk")
    holding, given = broken.query.sql_with_params()
    among, chosen = _among("profile_id", keys)
    cleared = _execute(
        f"""
        UPDATE profiles_flag SET cleared_at = %s, cleared_by_id = %s
        WHERE kind = %s AND cleared_at IS NULL AND {among}
          AND profile_id NOT IN ({holding})
        """,
        [_moment(hand.at), hand.by and hand.by.pk, str(rule.kind), chosen, *given],
    )
    if cleared:
        _tell(rule, Event.Kind.FLAG_CLEARED, "cleared_at", hand, keys)
    return cleared


def _open(rule: Rule) -> FlagQuerySet:
    return Flag.objects.open().filter(profile=OuterRef("pk"), kind=rule.kind)


def _tell(rule: Rule, kind: Event.Kind, moment: str, hand: Hand, keys: Sequence[int]) -> None:
    """Add a line to the timeline of each profile whose flag has just been raised or cleared.

    The database reckons the digest of each line, as `history.link_of` does.
    """
    among, chosen = _among("flag.profile_id", keys)
    touched = f"flag.kind = %s AND flag.{moment} = %s AND {among}"
    which = [str(rule.kind), _moment(hand.at), chosen]
    at = hand.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [f'{{"at":"{at}","before":"', f',"kind":"{kind}","profile":']
    who = f',"who":{json.dumps(hand.name, ensure_ascii=False)}}}'
    line = (
        f'%s || profiles_profile.history_digest || \'","data":\' || {_DATA} || %s'
        ' || CAST(profiles_profile.id AS text) || \',"reason":"","version":\''
        " || CAST(profiles_profile.version AS text) || %s"
    )
    _execute(
        f"""
        UPDATE profiles_profile
        SET history_length = history_length + 1, history_digest = {_digest(line)}
        FROM profiles_flag AS flag
        WHERE flag.profile_id = profiles_profile.id AND {touched}
        """,
        [*said, who, *which],
    )
    _execute(
        f"""
        INSERT INTO profiles_event
            (profile_id, kind, at, actor_id, actor_name, reason, digest, version, data)
        SELECT profile.id, %s, %s, {_KEY}, %s, '', profile.history_digest, profile.version,
            {_json(_DATA)}
        FROM profiles_flag AS flag JOIN profiles_profile AS profile ON profile.id = flag.profile_id
        WHERE {touched}
        ORDER BY profile.id
        """,
        [str(kind), _moment(hand.at), hand.by and hand.by.pk, hand.name, *which],
    )


# What the line says of the flag: JSON as `history.digest_of` writes it.
_DATA: Final = (
    "'{\"due_on\":' || COALESCE('\"' || CAST(flag.due_on AS text) || '\"', 'null')"
    ' || \',"flag":"\' || flag.kind || \'","since_on":\''
    " || COALESCE('\"' || CAST(flag.since_on AS text) || '\"', 'null')"
    " || ',\"subject\":' || COALESCE(CAST(flag.subject AS text), 'null') || '}'"
)
_KEY: Final = "CAST(%s AS bigint)"


def _digest(text: str) -> str:
    if connection.vendor == "postgresql":
        return f"encode(sha256(convert_to({text}, 'UTF8')), 'hex')"
    # Django brings it to SQLite.
    return f"SHA256({text})"


def _json(text: str) -> str:
    return f"CAST({text} AS jsonb)" if connection.vendor == "postgresql" else text


def _between(profiles: ProfileQuerySet, keys: Sequence[int]) -> ProfileQuerySet:
    """Those from the first of the keys to the last, so that no more is looked at."""
    return profiles.filter(pk__gte=keys[0], pk__lte=keys[-1]).order_by()


def _moment(at: datetime) -> object:
    """An instant as the database keeps it."""
    return connection.ops.adapt_datetimefield_value(at)


def _among(column: str, keys: Sequence[int]) -> tuple[str, object]:
    """A condition with one parameter, however many keys they are."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", list(keys)
    return f"{column} IN (SELECT value FROM json_each(%s))", json.dumps(list(keys))


def _execute(statement: str, parameters: Sequence[Any]) -> int:
    """Run a statement of ours; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)
