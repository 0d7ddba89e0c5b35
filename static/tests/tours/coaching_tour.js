import { registry } from "@web/core/registry";

const click = (trigger, content) => ({ content, trigger, run: "click" });
const edit = (name, text) => ({
    trigger: `.o_coaching_note [name=${name}] textarea, .o_coaching_note [name=${name}] input`,
    run: `edit ${text}`,
});
const openPage = (name) => click(`.o_notebook .nav-link[name=${name}]`);

registry.category("web_tour.tours").add("crm_playbook_coaching_write", {
    steps: () => [
        click("button[name=action_coach]:visible", "Coach on the deal"),
        {
            content: "Coachee and deal are there already",
            trigger: ".o_coaching_note [name=lead_id] input:value(Line 4)",
        },
        edit("observation", "You talked about the price"),
        edit("missed_question", "The budget"),
        edit("next_time", "Ask for the budget"),
        openPage("skills"),
        click("button[name=action_add_skills]"),
        click(".o_coaching_level"),
        click(".o_selected_row .o_coaching_level [data-level='4'][title='4: Follows up']"),
        {
            trigger: ".o_selected_row .o_coaching_level .fa-circle:count(4)",
        },
        click("button[name=action_share]:visible", "Share it"),
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Shared)",
        },
    ],
});

registry.category("web_tour.tours").add("crm_playbook_coaching_answer", {
    steps: () => [
        click(".o_data_row:contains(Shared) td[name=occasion]", "Open the note"),
        {
            trigger: ".o_coaching_note [name=observation]:contains(You talked about the price)",
        },
        openPage("actions"),
        click(".o_field_x2many_list_row_add a, .o_field_x2many_list_row_add button"),
        {
            trigger: ".o_selected_row [name=name] input",
            run: "edit Ask for the budget",
        },
        click(".o_form_button_save"),
        {
            trigger: ".o_form_saved, .o_form_view:not(.o_form_dirty)",
        },
        click("button[name=action_open_answer]:visible"),
        {
            trigger: ".modal [name=text] textarea",
            run: "edit I will ask first",
        },
        click(".modal button[name=action_send]"),
        {
            trigger:
                "body:not(:has(.modal)) .o_statusbar_status .o_arrow_button_current:contains(Answered)",
        },
    ],
});

registry.category("web_tour.tours").add("crm_playbook_coaching_close", {
    steps: () => [
        click("button[name=action_open_coaching]"),
        click(".o_data_row:contains(Answered) td[name=occasion]"),
        {
            trigger: ".o_coaching_reply:contains(I will ask first)",
        },
        click("button[name=action_close]"),
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Closed)",
        },
    ],
});

registry.category("web_tour.tours").add("crm_playbook_coaching_growth", {
    steps: () => [
        {
            trigger: ".o_coaching_chart canvas",
        },
        click(".o_coaching_skills button:contains(Asks)"),
        {
            trigger: "h3:contains(Asks)",
        },
    ],
});
