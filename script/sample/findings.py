"""What was wrong with the input, and what was done about it."""

from dataclasses import dataclass, field

LONGEST_VALUE = 60


@dataclass(slots=True)
class Finding:
    source: str
    problem: str
    outcome: str
    count: int = 0
    example: str = ""


@dataclass(slots=True)
class Findings:
    """Counts problems by what they are and by what was done about them, in order of appearance.

    ``findings.add("accounts.csv", 'sector "technolgy"', 'read as "technology"', example="Acme")``
    """

    _by_key: dict = field(default_factory=dict)

    def add(self, source, problem, outcome, example="", count=1):
        key = (source, problem, outcome)
        finding = self._by_key.setdefault(key, Finding(*key, example=example))
        finding.count += count

    def __iter__(self):
        return iter(self._by_key.values())

    def count(self, problem):
        """How often a problem whose description contains these words was met."""
        return sum(finding.count for finding in self if problem in finding.problem)

    def lines(self):
        """The report: one heading per file, below it one line per problem, most frequent first."""
        for source in sorted({finding.source for finding in self}):
            yield f"{source}:"
            found = [finding for finding in self if finding.source == source]
            for finding in sorted(found, key=lambda finding: -finding.count):
                example = f" (first: {finding.example})" if finding.example else ""
                yield f"  {finding.count:>7,}  {finding.problem}: {finding.outcome}{example}"


def quoted(text):
    """A value of the input as it can stand in a sentence."""
    text = " ".join(text.split())
    return f'"{text}"' if len(text) <= LONGEST_VALUE else f'"{text[:LONGEST_VALUE]}…"'
