"""Writes a sample into a database."""

from .companies import Companies
from .opportunities import Opportunities
from .people import People
from .store import Store

QUIET = {
    "lang": "en_US",
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "no_reset_password": True,
}


class SampleLoader:
    """Loads a ``Sample``; a second run creates only what the first did not.

    :param env: environment of the superuser
    :param findings: ``Findings`` that also take what the database makes of the input
    :param progress: called with a line of text now and then
    :param commit: called when a piece is complete; a test passes nothing and commits nothing
    """

    def __init__(self, env, findings, progress=lambda line: None, commit=lambda: None):
        self.env = env(context={**env.context, **QUIET})
        self.store = Store(self.env)
        self.findings = findings
        self._progress = progress
        self._commit = commit

    def load(self, sample):
        """Return ``{label: (created, already there)}``."""
        people = People(self.store)
        companies = Companies(self.store, self.findings)
        opportunities = Opportunities(self.store, self.findings, people, companies)
        people.load(sample.agents)
        companies.load(sample.accounts)
        opportunities.prepare(sample.products)
        self._finish(f"{len(sample.accounts)} companies and {len(people.users)} users are there.")
        total = len(sample.opportunities)
        for done in opportunities.load(sample.opportunities):
            self._finish(f"{done:,} of {total:,} opportunities are there.")
        return self.store.counts

    def _finish(self, line):
        """One piece is complete: everything of it is kept, or nothing."""
        self.env.flush_all()
        self._commit()
        self.env.invalidate_all()
        self._progress(line)
