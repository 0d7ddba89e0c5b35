import { registry } from "@web/core/registry";

const decide = (decision) => ({
    content: `Choose to ${decision}`,
    trigger: `.o_review_choice[data-decision=${decision}]:enabled`,
    run: "click",
});
const confirm = { trigger: ".o_review_decide:enabled", run: "click" };

const startMeeting = () => [
    {
        content: "Prepare the review of this week",
        trigger: ".o_data_row:contains(Weekly) td[name=name]",
        run: "click",
    },
    { trigger: "button[name=action_prepare].btn-primary", run: "click" },
    {
        content: "It lists the deals that need it, and why",
        trigger: ".o_field_widget[name=line_ids] .o_data_row:contains(Nothing is planned)",
    },
    { trigger: "button[name=action_start]:enabled", run: "click" },
    {
        content: "The largest comes first, with what is known about it",
        trigger:
            ".o_review_meeting:has(.o_review_name:contains(Line 9)) .o_deal_fact:contains(Next action)",
    },
];

registry.category("web_tour.tours").add("crm_playbook_deal_review", {
    url: "/odoo/action-crm_playbook.crm_deal_review_action",
    steps: () => [
        ...startMeeting(),
        decide("keep"),
        {
            trigger: ".o_review_step",
            run: "edit Visit the plant",
        },
        {
            trigger: ".o_review_step_date",
            run() {
                const input = document.querySelector(".o_review_step_date");
                input.value = "2099-01-15";
                input.dispatchEvent(new Event("input", { bubbles: true }));
            },
        },
        confirm,
        {
            content: "The next deal comes by itself; its team asks why a deal is lost",
            trigger: ".o_review_name:contains(Line 4)",
        },
        decide("lost"),
        confirm,
        {
            content: "The gate refuses, in a sentence on the deal",
            trigger: ".o_review_refusal:contains(Say why the deal is lost)",
        },
        { trigger: ".o_review_reason", run: "selectByLabel No money" },
        confirm,
        {
            trigger: ".o_review_progress:contains(2 of 3)",
        },
        {
            content: "Back and on again by the buttons",
            trigger: ".o_review_previous:enabled",
            run: "click",
        },
        { trigger: ".o_review_finish:enabled", run: "click" },
        {
            content: "One deal comes back next time",
            trigger: ".modal:contains(come back next time: 1) .btn-primary",
            run: "click",
        },
        {
            trigger: ".o_review_meeting .badge:contains(Done)",
        },
    ],
});
