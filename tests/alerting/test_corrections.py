"""What contributors want otherwise is told once, and nothing of it that is theirs alone."""

from __future__ import annotations

from datetime import timedelta

from alerting.conftest import GRACE, NINE
from promoter.alerting.outstanding import outstanding
from promoter.ledger.signoffs import CORRECTED, TAKEN, add_signoff, keep_answer, settle_signoff, signoff_by_number


def told(desk):
    with desk.ledger.read() as conn:
        found = outstanding(conn, now=desk.clock.now(), grace=GRACE)
    return [one for one in found if one.keys[0].startswith("correction:")]


def test_a_correction_is_told_until_it_is_settled(desk):
    with desk.ledger.write() as conn:
        row = add_signoff(
            conn,
            "week",
            "first",
            "Una Sample",
            "h",
            made_by="amara@example.org",
            now=NINE,
            ends_at=NINE + timedelta(days=1),
        )
    assert told(desk) == []
    with desk.ledger.write() as conn:
        said = {"fields": {}, "note": "for you alone"}
        assert keep_answer(conn, row, CORRECTED, shown={}, said=said, now=NINE)
    (one,) = told(desk)
    assert one.subject == "Una Sample wants something otherwise about first"
    assert "for you alone" not in one.text
    assert told(desk)[0].keys == one.keys
    with desk.ledger.write() as conn:
        answered = signoff_by_number(conn, row.id)
        assert answered is not None
        assert settle_signoff(conn, answered, TAKEN, by="amara@example.org", now=NINE)
    assert told(desk) == []
