"""Does redaction reach its goals on the half of the corpus that is held out?"""

from benchmarks.redaction import family, score

from corpus.redaction import NEGATIVE, POSITIVE, samples

GOALS = {"secret": (0.80, 0.95), "personal": (0.95, 0.85)}


def test_the_corpus_has_the_kinds_it_promises() -> None:
    assert len(POSITIVE) >= 28
    assert len(NEGATIVE) >= 15


def test_recall_and_precision_reach_the_goals_on_the_held_out_half() -> None:
    table = score([sample for sample in samples(each=3) if sample.held_out])
    for name, (recall_goal, precision_goal) in GOALS.items():
        rows = [row for kind, row in table.items() if family(kind) == name]
        found, missed = sum(r["found"] for r in rows), sum(r["missed"] for r in rows)
        right = sum(r[f"right_{name}"] for r in table.values())
        wrong = sum(r[f"wrong_{name}"] for r in table.values())
        assert found / (found + missed) >= recall_goal, name
        assert right / (right + wrong) >= precision_goal, name
