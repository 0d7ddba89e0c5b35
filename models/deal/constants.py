SALES_GROUP = "sales_team.group_sale_salesman"
SYSTEM_GROUP = "base.group_system"
