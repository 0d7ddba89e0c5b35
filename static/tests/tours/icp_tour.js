import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const addCriterion = () => [
    {
        content: "Add a criterion",
        trigger: ".o_field_widget[name=criterion_ids] .o_field_x2many_list_row_add a",
        run: "click",
    },
    {
        trigger: ".modal .o_field_widget[name=name] input",
        run: "edit Right size",
    },
    {
        trigger: ".modal .o_field_widget[name=weight] input",
        run: "edit 20",
    },
    {
        content: "Say which leads match",
        trigger: ".modal .o_field_domain a:contains(New Rule)",
        run: "click",
    },
    {
        trigger: ".modal .o_tree_editor_condition .o_model_field_selector",
        run: "click",
    },
    {
        trigger: ".o_model_field_selector_popover_search input",
        run: "edit Employees",
    },
    {
        trigger: ".o_model_field_selector_popover_item_name:contains(Employees)",
        run: "click",
    },
    {
        trigger: ".modal .o_tree_editor_condition:contains(Employees) input.o_input",
        run: "edit 4321 && press Tab",
    },
    {
        content: "One lead matches",
        trigger: ".modal .o_field_domain:contains(1 record)",
    },
    {
        trigger: ".modal .o_form_button_save",
        run: "click",
    },
    {
        trigger: ".o_field_widget[name=criterion_ids] .o_data_row:contains(Right size)",
    },
];

const openNewProfile = () => [
    ...stepUtils.goToAppSteps("crm.crm_menu_root"),
    {
        trigger: "button[data-menu-xmlid='crm.crm_menu_config']",
        run: "click",
    },
    {
        trigger: "a[data-menu-xmlid='crm_playbook.crm_icp_profile_menu']",
        run: "click",
    },
    {
        trigger: ".o_last_breadcrumb_item:contains(ICP Profiles)",
    },
    {
        trigger: ".o_list_button_add",
        run: "click",
    },
    {
        trigger: ".o_field_widget[name=name] input",
        run: "edit First profile",
    },
];

const tryAndPublish = () => [
    {
        content: "Try it before it counts",
        trigger: "button[name=action_simulate]",
        run: "click",
    },
    {
        trigger: ".o_icp_simulation .o_icp_pipeline",
    },
    {
        trigger: ".o_icp_win_rate_chart canvas",
    },
    {
        trigger: ".o_icp_backtest_criteria:contains(Right size)",
    },
    {
        trigger: "button[name=action_publish]",
        run: "click",
    },
    {
        trigger: ".modal .modal-footer .btn-primary",
        run: "click",
    },
    {
        trigger: ".o_arrow_button_current[data-value=published]",
    },
];

registry.category("web_tour.tours").add("crm_playbook_icp_first_profile", {
    url: "/odoo",
    steps: () => [
        ...openNewProfile(),
        ...addCriterion(),
        ...tryAndPublish(),
        {
            trigger: "button[data-menu-xmlid='crm.crm_menu_sales']",
            run: "click",
        },
        {
            trigger: "a[data-menu-xmlid='crm.menu_crm_opportunities']",
            run: "click",
        },
        {
            trigger: ".o_kanban_record:contains(Retrofit of line 5)",
            run: "click",
        },
        {
            content: "Ask why",
            trigger: ".o_icp_badge_button:contains(A · 100)",
            run: "click",
        },
        {
            trigger: ".o_icp_card tbody tr:contains(Right size):contains(Matched):contains(+100)",
        },
        {
            trigger: ".o_icp_card .o_icp_card_sum:contains(100)",
        },
    ],
});
