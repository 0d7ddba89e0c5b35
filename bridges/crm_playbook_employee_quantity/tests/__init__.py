from . import test_employee_quantity, test_installation
