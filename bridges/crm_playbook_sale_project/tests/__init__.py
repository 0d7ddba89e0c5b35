from . import test_sold_project
