"""From the rows of the files to a sample that can be loaded. Needs no database."""

from .errors import SampleError
from .master_rows import clean_accounts, clean_agents, clean_products
from .pipeline_rows import PipelineCleaner
from .records import Sample
from .tables import read_folder


def read_sample(folder, findings):
    """Return the ``Sample`` in a folder; everything odd about it is counted in ``findings``.

    :raise SampleError: when there is nothing to load: no folder, file, column or usable row
    """
    tables = read_folder(folder, findings)
    accounts = clean_accounts(tables["accounts.csv"], findings)
    products = clean_products(tables["products.csv"], findings)
    agents = clean_agents(tables["sales_teams.csv"], findings)
    pipeline = PipelineCleaner(accounts, products, agents, findings)
    opportunities = pipeline.clean(tables["sales_pipeline.csv"])
    if not opportunities:
        raise SampleError(f"No row of {folder}/sales_pipeline.csv can be used.")
    return Sample(accounts, products, agents, opportunities)
