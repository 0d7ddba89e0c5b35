import { registry } from "@web/core/registry";

const node = (name) => `.o_stakeholder_node[aria-label^="${name}"]`;

const open = (name) => ({
    content: `Open ${name}`,
    trigger: node(name),
    run: "click",
});

const addPeople = () => [
    {
        content: "A deal without a map has no badge",
        trigger: ".o_kanban_record:contains(Line 4):not(:has([data-code=people]))",
        run: "click",
    },
    {
        trigger: ".o_notebook .nav-link[name=stakeholders]",
        run: "click",
    },
    {
        content: "People of the customer are suggested",
        trigger: ".o_stakeholder_suggestion:contains(Ada Boss) .o_stakeholder_add",
        run: "click",
    },
    {
        trigger: `.o_stakeholder_map:has(${node("Ada Boss")}) .o_stakeholder_suggestion:contains(Bo User) .o_stakeholder_add:enabled`,
        run: "click",
    },
    {
        content: "Nobody has the role that the deal needs",
        trigger: `.o_stakeholder_map:has(${node("Bo User")}) .o_stakeholder_remark:contains(Payer is missing)`,
    },
];

const letHerLeave = () => [
    open("Ada Boss"),
    {
        content: "She leaves the customer",
        trigger: ".modal button[name=action_mark_left]",
        run: "click",
    },
    {
        trigger: ".modal button[name=action_mark_back]",
    },
    {
        trigger: ".modal .o_form_button_cancel",
        run: "click",
    },
    {
        content: "The deal says what is uncovered now",
        trigger: `.o_stakeholder_map:has(${node("Ada Boss")}.o_stakeholder_left) .o_stakeholder_remark:contains(Payer is missing)`,
    },
];

registry.category("web_tour.tours").add("crm_playbook_stakeholder_map", {
    url: "/odoo/action-crm.crm_lead_action_pipeline",
    steps: () => [
        ...addPeople(),
        open("Ada Boss"),
        {
            trigger: ".modal .o_field_widget[name=role_ids] input",
            run: "edit Payer",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Payer)",
            run: "click",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "It all hangs on her",
            trigger: ".o_stakeholder_remark:contains(If Ada Boss leaves, nobody is Payer)",
        },
        {
            content: "Judge by dragging",
            trigger: node("Bo User"),
            run: "drag_and_drop(.o_stakeholder_lane_champion rect)",
        },
        {
            trigger: `${node("Bo User")}[data-attitude=champion]`,
        },
        {
            trigger: ".o_stakeholder_undo:enabled",
        },
        ...letHerLeave(),
        {
            trigger: ".o_back_button",
            run: "click",
        },
        {
            content: "The card says it too",
            trigger: ".o_kanban_record:contains(Line 4) .o_deal_badges:has([data-code=people])",
            run: "click",
        },
        {
            trigger: ".o_deal_badge_words:contains(Payer is missing)",
        },
    ],
});
