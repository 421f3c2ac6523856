"""Who is told what the search asks, why, and what each answer rules out?"""

from levee.lab.isolate.words import Answer, Question


class Reporter:
    """Silent. Override what you want to hear; it is called in the order of events."""

    def asked(self, question: Question) -> None:
        """A question is about to be judged."""

    def answered(self, question: Question, answer: Answer, ruled_out: int) -> None:
        """Its answer, and how many candidate sets it ruled out."""
