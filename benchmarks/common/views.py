"""What the web client asks the server for when it shows leads, made from the views.

Follows ``getFieldsSpec`` and ``getAggregateSpecifications`` of the web client's relational
model; the context of a field and the help of a group are left out, they cost no query.
"""

from lxml import etree

ACTIVITY_FIELDS = (
    "activity_exception_decoration",
    "activity_exception_icon",
    "activity_state",
    "activity_summary",
    "activity_type_icon",
    "activity_type_id",
)
# Fields that a widget brings along without naming them in the view.
WIDGET_FIELDS = {
    "kanban_activity": ACTIVITY_FIELDS,
    "list_activity": ACTIVITY_FIELDS,
    "stakeholder_map": ("stakeholder_revision",),
}
KANBAN, LIST = "crm.crm_case_kanban_view_leads", "crm.crm_case_tree_view_oppor"
TAGS = {"fields": {"display_name": {}, "color": {}}}
NAME = {"fields": {"display_name": {}}}
SUMMED_TYPES = ("integer", "float", "monetary")

_views = {}


def get_view(env, xml_id):
    """Return ``(nodes, fields)``: the ``<field>`` nodes of a view as the current user gets
    it, and the description of each field in it. A client keeps that, and so does this."""
    key = (env.cr.dbname, env.uid, xml_id)
    if key not in _views:
        # sudo: the id and the type of a view, which the web client has from an action
        view = env.ref(xml_id).sudo()
        views = env["crm.lead"].get_views([(view.id, view.type)])
        nodes = etree.fromstring(views["views"][view.type]["arch"]).iter("field")
        _views[key] = list(nodes), env["crm.lead"].fields_get()
    return _views[key]


def get_specification(env, xml_id):
    """Return what ``web_search_read`` is asked to read for a view."""
    nodes, fields = get_view(env, xml_id)
    specification = {}
    for node in nodes[0].getroottree().iter("widget"):
        for name in WIDGET_FIELDS.get(node.get("name"), ()):
            specification[name] = {}
    for node in nodes:
        widget = node.get("widget")
        names = [node.get("name"), *WIDGET_FIELDS.get(widget, ())]
        for name in names:
            specification[name] = _specify(fields[name], widget)
    if "lead_properties" in specification:
        specification["team_id"] = NAME
    return specification


def _specify(description, widget):
    if description["type"] == "many2one":
        return NAME
    if description["type"] == "many2many" and widget == "many2many_tags":
        return TAGS
    return {}


def get_aggregates(env, xml_id):
    """Return the aggregates that a grouped list or kanban view asks for. A kanban view only
    adds up what its progress bar shows."""
    nodes, fields = get_view(env, xml_id)
    bar = nodes[0].getroottree().getroot().find("progressbar")
    names = [node.get("name") for node in nodes]
    if bar is not None:
        names = [bar.get("sum_field"), bar.get("recurring_revenue_sum_field")]
    names = [n for n in dict.fromkeys(names) if n in fields and fields[n].get("aggregator")]
    aggregates = [
        f"{n}:{fields[n]['aggregator']}" for n in names if fields[n]["type"] in SUMMED_TYPES
    ]
    for name in names:
        if currency := fields[name].get("currency_field"):
            aggregates += [f"{currency}:array_agg_distinct", f"{name}:sum_currency"]
    return list(dict.fromkeys(aggregates))
