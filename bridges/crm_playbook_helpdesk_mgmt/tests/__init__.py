from . import test_contract, test_helpdesk_mgmt, test_helpdesk_mgmt_project
