import { registry } from "@web/core/registry";

const step = (code) => `.o_playbook_step[data-code=${code}]`;

const switchOn = (code) => ({
    trigger: `${step(code)} .o_playbook_switch`,
    run: "click",
    expectUnloadPage: true,
});

const startExample = (code) => ({ trigger: `${step(code)} .o_playbook_example`, run: "click" });

const useAll = (action) => [
    { trigger: ".o_list_view thead .o_list_record_selector input", run: "click" },
    { trigger: `.o_control_panel button[name=${action}]`, run: "click" },
];

const comeBack = (code) => [
    { trigger: ".o_back_button", run: "click" },
    { content: "It is done by a fact", trigger: `${step(code)} .fa-check-circle` },
];

registry.category("web_tour.tours").add("crm_playbook_set_up", {
    url: "/odoo/playbook-setup",
    steps: () => [
        switchOn("profile"),
        startExample("profile"),
        { trigger: "button[name=action_publish]", run: "click" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Published)" },
        ...comeBack("profile"),
        switchOn("criteria"),
        startExample("criteria"),
        ...useAll("action_activate"),
        { trigger: ".o_data_row .badge:contains(Active)" },
        ...comeBack("criteria"),
        switchOn("roles"),
        startExample("roles"),
        ...useAll("action_unarchive"),
        ...comeBack("roles"),
        { trigger: "button[data-menu-xmlid='crm.crm_menu_sales']", run: "click" },
        { trigger: "[data-menu-xmlid='crm.menu_crm_opportunities']", run: "click" },
        { trigger: ".o_kanban_record:contains(First deal)", run: "click" },
        {
            content: "What is missing is said before the deal moves",
            trigger: ".o_statusbar_status button:contains(Understood)",
            run: "click",
        },
        { trigger: ".o_gate_dialog:contains(We know the customer and the amount)" },
        {
            trigger: ".o_gate_dialog .modal-footer .btn:contains(Close)",
            run: "click",
        },
        { trigger: "body:not(:has(.o_gate_dialog))" },
    ],
});
