from . import test_js, test_sample_loading, test_sample_parsing
