from . import test_contract, test_helpdesk_mgmt
