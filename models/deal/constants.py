SALES_GROUP = "sales_team.group_sale_salesman"
SYSTEM_GROUP = "base.group_system"
# Whoever sees a room that says something on the card of a deal.
BADGE_GROUP = "crm_playbook.group_deal_badges"
