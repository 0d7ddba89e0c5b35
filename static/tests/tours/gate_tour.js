import { registry } from "@web/core/registry";

const card = (stage, deal) =>
    `.o_kanban_group:contains(${stage}) .o_kanban_record:contains(${deal})`;

const drag = (deal, from, to) => ({
    content: `Drag the deal to ${to}`,
    trigger: card(from, deal),
    run: `drag_and_drop(.o_kanban_group:contains(${to}))`,
});

const beRefusedByTheStatusBar = () => [
    {
        content: "Open the deal to do what is missing",
        trigger: ".o_gate_dialog .o_gate_open",
        run: "click",
    },
    {
        content: "The status bar refuses as well",
        trigger: ".o_statusbar_status button:contains(Understood)",
        run: "click",
    },
    {
        trigger: ".o_gate_dialog .modal-footer .btn:contains(Close)",
        run: "click",
    },
    {
        trigger: "body:not(:has(.o_gate_dialog)) .o_arrow_button_current:contains(Found)",
    },
    {
        content: "Nothing is left to save",
        trigger: ".o_form_status_indicator_buttons.invisible:not(:visible)",
    },
];

registry.category("web_tour.tours").add("crm_playbook_gate_salesperson", {
    url: "/odoo/action-crm.crm_lead_action_pipeline",
    steps: () => [
        {
            content: "The card says how much is there, and what is not",
            trigger: `${card("Found", "Deal")} .o_deal_badges[aria-label*='Phone is known']:contains(0/1)`,
        },
        drag("Deal", "Found", "Understood"),
        {
            trigger:
                ".o_gate_dialog:contains(Phone is known) .o_gate_confirm:contains(Ask for a Waiver)",
        },
        ...beRefusedByTheStatusBar(),
        {
            trigger: ".o_gate_panel .o_gate_fill:contains(Phone)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=phone] input:focus",
            run: "edit +32 2 290 34 90 && press Tab",
        },
        {
            content: "The panel knows before it is saved",
            trigger: ".o_gate_panel .o_gate_state:contains(Met)",
        },
        {
            trigger: ".o_statusbar_status button:contains(Understood)",
            run: "click",
        },
        {
            trigger:
                "body:has(.o_form_status_indicator_buttons.invisible) .o_arrow_button_current:contains(Understood)",
        },
    ],
});

registry.category("web_tour.tours").add("crm_playbook_gate_filled_in", {
    url: "/odoo/action-crm.crm_lead_action_pipeline",
    steps: () => [
        {
            trigger: card("Found", "Deal"),
        },
        drag("Deal", "Found", "Understood"),
        {
            content: "What is missing is filled in where it was refused",
            trigger: ".o_gate_dialog .o_gate_inputs .o_field_widget[name=phone] input",
            run: "edit +32 2 290 34 90",
        },
        {
            trigger: ".o_gate_dialog .o_gate_fill_in:contains(Fill In)",
            run: "click",
        },
        {
            content: "What is left is asked for next",
            trigger: ".o_gate_dialog:not(:has(.o_gate_inputs)) [data-action=confirm]",
            run: "click",
        },
        {
            trigger: ".o_gate_reason_dialog textarea",
            run: "edit They told me on the phone",
        },
        {
            trigger: ".o_gate_reason_dialog .o_gate_confirm",
            run: "click",
        },
        {
            content: "The deal moves by itself once nothing stops it",
            trigger: `body:not(:has(.o_gate_dialog)) ${card("Understood", "Deal")}`,
        },
    ],
});

registry.category("web_tour.tours").add("crm_playbook_gate_manager", {
    url: "/odoo/action-crm.crm_lead_action_pipeline",
    steps: () => [
        {
            content: "Show the deals of everybody",
            trigger: ".o_facet_remove",
            run: "click",
        },
        {
            trigger: card("Found", "Other deal"),
        },
        drag("Other deal", "Found", "Understood"),
        {
            content: "The card is back where it was",
            trigger: `body:has(.o_gate_dialog) ${card("Found", "Other deal")}`,
        },
        {
            trigger: ".o_gate_dialog textarea",
            run: "edit They only write mails",
        },
        {
            trigger: ".o_gate_dialog .o_gate_confirm:contains(Waive and move)",
            run: "click",
        },
        {
            trigger: `body:not(:has(.o_gate_dialog)) ${card("Understood", "Other deal")}`,
        },
    ],
});
