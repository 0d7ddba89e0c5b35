from . import test_industry, test_views
