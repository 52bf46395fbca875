"""What a record of a file would do to the directory: add, change, nothing, or be refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from referral.domain.directory import Directory
from referral.domain.plans import Shown
from referral.domain.policy import Policy
from referral.domain.public import public_face
from referral.domain.services import Service
from referral.domain.table import RoutingTable
from referral.files.checks import complaints
from referral.files.merging import changed_columns, merged
from referral.files.problems import Problem
from referral.usecases.exchange.incoming import Told

KnownCode = Callable[[str], str | None]
"""The current code of a region, or None where there is no such region."""


@dataclass(frozen=True, slots=True)
class Change:
    """A record to write: `before` None where it is new; the columns that differ."""

    service: Service
    before: Service | None
    columns: tuple[str, ...]
    file: str
    line: int


class Comparer:
    """Holds a directory against the records of a file, one at a time.

    What would uncover a secret place is refused, unless a second editor will be asked
    (`may_uncover`).
    """

    def __init__(
        self,
        directory: Directory,
        policy: Policy,
        known_code: KnownCode,
        *,
        may_uncover: bool = False,
    ) -> None:
        self._may_uncover = may_uncover
        self._routing = RoutingTable(directory, policy)
        self._directory = directory
        self._known_code = known_code

    def compare(self, told: Told) -> Change | tuple[Problem, ...] | None:
        """A change to write, the reasons why it is refused, or None where nothing changes."""
        stands_for = self._routing.real_ids.get(told.service.id)
        if stands_for is not None:
            return self._stand_in(told, self._shown(stands_for))
        before = self._directory.get(told.service.id)
        if before is None and (spent := self._spent(told)) is not None:
            return (spent,)
        if before is None:
            change = Change(told.service, None, (), told.file, told.line)
        else:
            after = merged(before, told.service, told.columns)
            columns = changed_columns(before, after)
            if not columns or self._is_face(told, self._shown(before.id)):
                return None
            change = Change(after, before, columns, told.file, told.line)
        return tuple(self._problems(change)) or change

    @cached_property
    def _secretly_gone(self) -> frozenset[str]:
        """The public ids of hidden places that were removed."""
        stones = self._directory.tombstones.values()
        return frozenset(self._routing.opaque_id(one.service_id) for one in stones if one.hidden)

    def _spent(self, told: Told) -> Problem | None:
        """No file brings back what was removed here; of a merged record it says which one stays."""
        ref, place = told.service.id, (told.file, told.line, "id")
        if ref not in self._directory.tombstones and ref not in self._secretly_gone:
            return None
        gone = self._directory.gone(ref)
        if gone is None or gone.successor is None:
            return Problem(*place, "removed_id", {"found": ref})
        return Problem(*place, "merged_id", {"found": ref, "successor": gone.successor})

    def _shown(self, service_id: str) -> Shown:
        service = self._directory.get(service_id)
        assert service is not None
        return self._routing.shown(service)

    def _is_face(self, told: Told, shown: Shown) -> bool:
        """True where the file holds what everybody sees of a record, and no more."""
        if not shown.hide_place:
            return False
        face = public_face(shown)
        return not changed_columns(face, merged(face, told.service, told.columns))

    def _stand_in(self, told: Told, shown: Shown) -> tuple[Problem, ...] | None:
        """A row of a public export that stands for a secret place: it may come back unchanged."""
        if self._is_face(told, shown):
            return None
        return (Problem(told.file, told.line, "id", "stands_for_hidden_place"),)

    def _problems(self, change: Change) -> Iterator[Problem]:
        service, place = change.service, (change.file, change.line)
        before = change.before
        if before is not None and not self._may_uncover and uncovers(before, service):
            column = "confidential" if before.confidential else "needs"
            yield Problem(*place, column, "uncovers_hidden_place")
        for column, code in region_codes(service):
            if self._known_code(code) != code:
                yield Problem(*place, column, "unknown_region", {"found": code})
        for column, wrong, facts in complaints(service):
            yield Problem(*place, column, wrong, facts)


def uncovers(before: Service, after: Service) -> bool:
    """True where a change would let more be seen of a place than now: two people decide that."""
    was_secret = before.confidential or before.houses_children
    is_secret = after.confidential or after.houses_children
    return (
        (was_secret and not is_secret)
        or (before.confidential and not after.confidential)
        or (before.hidden and not after.hidden)
    )


def region_codes(service: Service) -> Iterator[tuple[str, str]]:
    """Every code of a region that a record names, with its column."""
    named: Mapping[str, str | None] = {
        "province_code": service.province_code,
        "regency_code": service.regency_code,
        "kecamatan_code": service.kecamatan_code,
    }
    yield from ((column, code) for column, code in named.items() if code is not None)
    yield from (("coverage", code) for code in service.coverage if code[:1].isdigit())
