import { registry } from "@web/core/registry";

const card = (stage, deal) =>
    `.o_kanban_group:contains(${stage}) .o_kanban_record:contains(${deal})`;

const next = (content, trigger) => ({
    content,
    trigger: `.modal .o_handover_wizard:has(${trigger})`,
});

const press = (label) => ({
    trigger: `.modal footer button:contains(${label})`,
    run: "click",
});

const stateIs = (label) => ({
    content: `The handover is ${label}`,
    trigger: `.o_statusbar_status .o_arrow_button_current:contains(${label})`,
});

const openMine = [
    {
        content: "Open the handover",
        trigger: ".o_data_row:contains(Line 4) .o_data_cell:contains(Line 4)",
        run: "click",
    },
];

registry.category("web_tour.tours").add("crm_playbook_delivery_seller", {
    url: "/odoo/action-crm.crm_lead_action_pipeline",
    steps: () => [
        {
            content: "Win the deal by a drag",
            trigger: card("Asked", "Line 4"),
            run: "drag_and_drop(.o_kanban_group:contains(Signed))",
        },
        {
            content: "The handover is offered, and nothing is forced",
            trigger: ".o_notification:contains(Line 4) button:contains(Hand Over)",
            run: "click",
        },
        next("What is missing", ".o_field_widget[name=missing_part_ids]"),
        press("Next"),
        next(
            "A project from the template",
            ".o_field_widget[name=project_template_id] input:value(Onboarding)"
        ),
        {
            content: "The role has its person",
            trigger: ".modal .o_field_widget[name=role_line_ids] .o_data_row:contains(Trainer)",
        },
        press("Next"),
        {
            content: "The preview says what will be made",
            trigger: ".modal .o_handover_preview:contains(Onboarding)",
        },
        press("Back"),
        next("One step back", ".o_field_widget[name=project_name]"),
        press("Next"),
        {
            trigger: ".modal .o_handover_preview",
        },
        press("Hand Over"),
        stateIs("Submitted"),
        {
            trigger: "body:not(:has(.modal)) button[name=action_open_project]",
        },
    ],
});

registry.category("web_tour.tours").add("crm_playbook_delivery_return", {
    url: "/odoo/action-crm_playbook.crm_handover_action_mine",
    steps: () => [
        ...openMine,
        stateIs("Submitted"),
        {
            trigger: ".o_statusbar_buttons button:contains(Send Back)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=defect_ids] label:contains(Scope unclear)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=comment] textarea",
            run: "edit Which lines are in scope?",
        },
        press("Send Back"),
        {
            trigger: "body:not(:has(.modal)) .o_form_view:contains(Which lines are in scope?)",
        },
    ],
});

registry.category("web_tour.tours").add("crm_playbook_delivery_resubmit", {
    url: "/odoo/action-crm_playbook.crm_handover_action",
    steps: () => [
        ...openMine,
        {
            trigger: ".o_form_view:contains(Which lines are in scope?)",
        },
        {
            content: "Say what was unclear",
            trigger: ".o_field_widget[name=scope_in] textarea",
            run: "edit Lines 1 to 4",
        },
        {
            trigger: ".o_statusbar_buttons button:contains(Hand Over)",
            run: "click",
        },
        {
            content: "The project that is there stays",
            trigger: ".modal .o_handover_wizard",
        },
        press("Next"),
        {
            trigger: ".modal .o_field_widget[name=present_project_id]:contains(Northwind)",
        },
        press("Next"),
        {
            trigger: ".modal .o_handover_preview:contains(is used)",
        },
        press("Hand Over"),
        stateIs("Submitted"),
    ],
});

registry.category("web_tour.tours").add("crm_playbook_delivery_accept", {
    url: "/odoo/action-crm_playbook.crm_handover_action_mine",
    steps: () => [
        ...openMine,
        {
            trigger: ".o_statusbar_buttons button:contains(Accept)",
            run: "click",
        },
        stateIs("Accepted"),
        {
            trigger: ".o_statusbar_buttons button:contains(Schedule the Kick-off)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=partner_ids]:contains(Ann North)",
        },
        press("Schedule"),
        {
            content: "The meeting is in the calendar",
            trigger: ".o_form_view .o_field_widget[name=name]:has(input, textarea)",
        },
    ],
});
