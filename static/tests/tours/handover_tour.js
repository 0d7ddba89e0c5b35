import { registry } from "@web/core/registry";

const openHandover = [
    {
        content: "Open what was handed over",
        trigger: ".o_data_row .o_data_cell[name=name]:contains(Line 4)",
        run: "click",
    },
];

registry.category("web_tour.tours").add("crm_playbook_handover_return", {
    url: "/odoo/action-crm_playbook.crm_handover_action_mine",
    steps: () => [
        ...openHandover,
        {
            content: "The packet is there to be read, not to be changed",
            trigger: ".o_form_view:has(.o_field_widget[name=scope_in]:contains(Orders))",
        },
        {
            trigger: ".o_statusbar_buttons button:contains(Send Back)",
            run: "click",
        },
        {
            trigger: ".modal .form-check:contains(Scope unclear) input",
            run: "check",
        },
        {
            trigger: ".modal .o_field_widget[name=comment] textarea",
            run: "edit Which lines?",
        },
        {
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "It is with the seller again",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Returned)",
        },
    ],
});

registry.category("web_tour.tours").add("crm_playbook_handover_accept", {
    url: "/odoo/action-crm_playbook.crm_handover_action_mine",
    steps: () => [
        ...openHandover,
        {
            trigger: ".o_notebook .nav-link[name=history]",
            run: "click",
        },
        {
            content: "What changed since it was sent back",
            trigger: ".o_field_widget[name=version_ids] .o_data_row:contains(Orders of line 4)",
        },
        {
            trigger: ".o_statusbar_buttons button[name=action_accept]",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Accepted)",
        },
        {
            trigger: ".o_notebook .nav-link[name=promises]",
            run: "click",
        },
        {
            content: "Keep what was promised",
            trigger: ".o_data_row:contains(Training) button[name=action_keep]",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Training) .badge:contains(Kept)",
        },
        {
            trigger: ".o_statusbar_buttons button[name=action_kick_off]",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Kicked Off)",
        },
    ],
});
