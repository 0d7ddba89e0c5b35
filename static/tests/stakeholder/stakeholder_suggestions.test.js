import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, defineModels, mountView, onRpc } from "@web/../tests/web_test_helpers";

import { definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";
import {
    CrmStakeholder,
    FORM,
    makeMap,
    makePerson,
    serveMap,
} from "@crm_playbook/../tests/stakeholder/stakeholder_test_helpers";

definePlaybookModels();
defineModels([CrmStakeholder]);

const node = (id) => `.o_stakeholder_node[data-id='${id}']`;
const item = (id) => `.o_stakeholder_item[data-id='${id}']`;

test("a deal without people offers who is around it", async () => {
    serveMap(makeMap([]));
    await mountView({ resModel: "crm.lead", type: "form", resId: 1, arch: FORM });
    expect(".o_stakeholder_empty").toHaveCount(1);
    expect(".o_stakeholder_suggestions").toHaveCount(1);
    expect(".o_stakeholder_canvas").toHaveCount(0);
});

test("who may only read is offered nobody", async () => {
    serveMap(makeMap([], { can_edit: false }));
    await mountView({ resModel: "crm.lead", type: "form", resId: 1, arch: FORM });
    expect(".o_stakeholder_empty").toHaveCount(1);
    expect(".o_stakeholder_suggestions").toHaveCount(0);
});

test("a suggestion is added in one click, and is no suggestion any more", async () => {
    const map = makeMap([]);
    serveMap(map);
    let suggested = [
        { partner_id: 11, name: "Ada Boss", email: "a@b.c", function: "CFO", reasons: ["Wrote"] },
        { partner_id: 12, name: "Bo User", email: "", function: "", reasons: ["Met"] },
    ];
    onRpc("crm.lead", "get_stakeholder_suggestions", () => suggested);
    onRpc("crm.lead", "action_add_stakeholders", ({ args: [, ids] }) => {
        expect.step(ids);
        suggested = suggested.filter(({ partner_id: id }) => !ids.includes(id));
        map.people.push(makePerson({ attitude: "unknown" }));
        return [1];
    });
    await mountView({ resModel: "crm.lead", type: "form", resId: 1, arch: FORM });
    expect(queryAllTexts(".o_stakeholder_suggestion .small:last-child")).toEqual(["Wrote", "Met"]);
    await contains(".o_stakeholder_add:first").click();
    await animationFrame();
    expect.verifySteps([[11]]);
    expect(".o_stakeholder_suggestion").toHaveCount(1);
    expect(node(1)).toHaveAttribute("data-attitude", "unknown");
});

test("the last deal's people are taken over, their attitudes marked as old", async () => {
    const map = makeMap([]);
    serveMap(map);
    let lastDeal = { lead_id: 7, name: "Last year", count: 3 };
    onRpc("crm.lead", "get_last_deal_stakeholders", () => lastDeal);
    onRpc("crm.lead", "action_take_over_stakeholders", () => {
        lastDeal = false;
        map.people.push(makePerson({ attitude: "champion", is_attitude_old: true }));
        return [1];
    });
    await mountView({ resModel: "crm.lead", type: "form", resId: 1, arch: FORM });
    expect(".o_stakeholder_take_over").toHaveText("Take over 3 from the last deal: Last year");
    await contains(".o_stakeholder_take_over").click();
    await animationFrame();
    expect(".o_stakeholder_take_over").toHaveCount(0);
    expect(item(1)).toHaveText(/Champion \(from an earlier deal\)/);
});
