import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_playbook_digest_off", {
    steps: () => [
        {
            content: "The digest comes until somebody turns it off",
            trigger: ".o_field_widget[name=next_action_digest] input:checked",
            run: "click",
        },
        {
            content: "It is saved at once",
            trigger: ".o_form_saved .o_field_widget[name=next_action_digest] input:not(:checked)",
        },
    ],
});

registry.category("web_tour.tours").add("crm_playbook_digest_list", {
    steps: () => [
        {
            content: "All deals of the reader that nothing is planned on",
            trigger: ".o_list_view .o_data_row:contains(Line 8)",
        },
        { trigger: ".o_list_view .o_data_row:contains(Line 4)" },
        { trigger: ".o_list_view:not(:contains(Line 9))" },
    ],
});
