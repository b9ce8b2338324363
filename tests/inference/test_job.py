"""The table of states: no way back, no dead end, nothing out of reach."""

import pytest

from inference.job import LEGAL, State


def test_every_state_has_a_row() -> None:
    assert set(LEGAL) == set(State)


def test_every_state_can_be_reached_from_queued() -> None:
    reached, edge = {State.QUEUED}, {State.QUEUED}
    while edge:
        edge = {new for old in edge for new in LEGAL[old]} - reached
        reached |= edge

    assert reached == set(State)


@pytest.mark.parametrize("state", State)
def test_what_is_over_can_only_be_deleted(state: State) -> None:
    if state.over:
        assert LEGAL[state] <= {State.DELETED}
    else:
        assert State.DELETED not in LEGAL[state]


@pytest.mark.parametrize("state", State)
def test_no_state_leads_to_itself(state: State) -> None:
    assert state not in LEGAL[state]
