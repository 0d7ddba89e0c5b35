import { expect, test } from "@odoo/hoot";
import { queryAllTexts, queryAll, queryOne } from "@odoo/hoot-dom";
import { animationFrame, mockDate } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    makeServerError,
    MockServer,
    mockService,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

import { CrmLead, definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";
import {
    CrmStakeholder,
    FORM,
    makeMap,
    makePerson,
    serveMap,
} from "@crm_playbook/../tests/stakeholder/stakeholder_test_helpers";

definePlaybookModels();
defineModels([CrmStakeholder]);

async function mountMap(people, values) {
    const map = makeMap(people, values);
    serveMap(map, (written, id) => expect.step(["write", id, written]));
    await mountView({ resModel: "crm.lead", type: "form", resId: 1, arch: FORM });
    await animationFrame();
    return map;
}

const node = (id) => `.o_stakeholder_node[data-id='${id}']`;
const item = (id) => `.o_stakeholder_item[data-id='${id}']`;

test("people stand on the map and in the list", async () => {
    await mountMap([
        makePerson({ id: 1 }),
        makePerson({ id: 2, name: "Bo User", influence: 2, role_ids: [2], attitude: "champion" }),
    ]);
    expect(".o_stakeholder_scroll .o_stakeholder_node").toHaveCount(2);
    expect(queryAllTexts(".o_stakeholder_item > div button")).toEqual(["Ada Boss", "Bo User"]);
    expect(node(2)).toHaveAttribute("data-attitude", "champion");
    expect(node(2)).toHaveAttribute("data-influence", "2");
    expect(`${node(1)} .o_stakeholder_initials`).toHaveText("AB");
});

test("who cannot see the map hears what it shows", async () => {
    mockDate("2026-02-01 12:00:00", 0);
    const last = { last_inbound: "2026-01-29 12:00:00", recency: "fresh" };
    await mountMap([makePerson({ ...last, is_critical: true, doubts: ["No meeting yet."] })]);
    expect(node(1)).toHaveAttribute(
        "aria-label",
        "Ada Boss, Economic Buyer. Attitude: Neutral. Influence: 5 of 5. " +
            "Last contact 3 days ago. The deal hangs on this person. No meeting yet."
    );
    expect(node(1)).toHaveAttribute("role", "button");
    expect(node(1)).toHaveAttribute("tabindex", "0");
});

test("the list says all that the map draws", async () => {
    mockDate("2026-02-01 12:00:00", 0);
    await mountMap([
        makePerson({ id: 1, reports_to_id: 2, last_meeting: "2026-01-25 12:00:00", meeting_90: 2 }),
        makePerson({ id: 2, name: "Bo User", influence_ids: [1], conflict_ids: [1] }),
    ]);
    expect(queryAllTexts(`${item(1)} dl dd:last div`)).toEqual([
        "Reports to: Bo User",
        "Influenced by: Bo User",
        "In conflict with: Bo User",
    ]);
    expect(item(1)).toHaveText(/Attitude\s+Neutral\s+\(Mara,/);
    expect(item(1)).toHaveText(/Last contact 7 days ago/);
    expect(item(1)).toHaveText(/90 days: 2 met or called/);
});

test("contact is told apart by the ring, placeholders by dashes, who left stands aside", async () => {
    await mountMap([
        makePerson({ id: 1, recency: "fresh" }),
        makePerson({ id: 2, recency: "cold" }),
        makePerson({ id: 3, name: "The CFO", is_placeholder: true, partner_id: false }),
        makePerson({ id: 4, state: "left" }),
    ]);
    const ring = (id) => queryOne(`${node(id)} .o_stakeholder_ring`);
    expect(ring(1).getAttribute("stroke-dasharray")).toBe("100 100");
    expect(ring(2).getAttribute("stroke-dasharray")).toBe("33 100");
    expect(node(3)).toHaveClass("o_stakeholder_placeholder");
    expect(node(4)).toHaveClass("o_stakeholder_left");
    expect(".o_stakeholder_strip").toHaveText("No longer there");
});

test("a picture is asked for only where there is one", async () => {
    await mountMap([makePerson({ id: 1, has_avatar: true }), makePerson({ id: 2 })]);
    expect(`${node(1)} image`).toHaveAttribute("href", "/web/image/res.partner/11/avatar_128");
    expect(`${node(2)} image`).toHaveCount(0);
});

test("what is wrong stands above, and shows whom it is about", async () => {
    await mountMap([makePerson({ id: 1 }), makePerson({ id: 2 })], {
        health: "red",
        findings: [
            { code: "a", severity: "amber", text: "Nobody pays.", stakeholder_ids: [] },
            { code: "b", severity: "red", text: "Ada is against us.", stakeholder_ids: [1] },
        ],
        doubts: [{ code: "c", severity: "amber", text: "Never met.", stakeholder_ids: [2] }],
    });
    expect(".o_stakeholder_health").toHaveText("Relations are at risk");
    expect(queryAllTexts(".o_stakeholder_remark")).toEqual([
        "Ada is against us.",
        "Nobody pays.",
        "Never met.",
    ]);
    await contains(".o_stakeholder_remark:contains(Ada)").click();
    expect(node(1)).toHaveClass("o_stakeholder_marked");
    expect(node(2)).toHaveClass("o_stakeholder_faded");
    expect(item(1)).toHaveClass("o_stakeholder_item_marked");
    expect(".o_stakeholder_remark:contains(Ada)").toHaveAttribute("aria-pressed", "true");
    await contains(".o_stakeholder_remark:contains(Ada)").click();
    expect(".o_stakeholder_marked").toHaveCount(0);
});

test("of many remarks the worst are read, the others are one click away", async () => {
    const doubts = Array.from({ length: 9 }, (_, index) => ({
        code: "c",
        severity: "amber",
        text: `Doubt ${index}`,
        stakeholder_ids: [],
    }));
    await mountMap([makePerson()], { doubts });
    expect(".o_stakeholder_remark").toHaveCount(6);
    expect(".o_stakeholder_more").toHaveText("Show 3 more");
    await contains(".o_stakeholder_more").click();
    expect(".o_stakeholder_remark").toHaveCount(9);
    expect(".o_stakeholder_more").toHaveText("Show less");
});

test("all of the picture is SVG", async () => {
    await mountMap([
        makePerson({ id: 1, has_avatar: true, reports_to_id: 2 }),
        makePerson({ id: 2 }),
    ]);
    const strangers = queryAll(".o_stakeholder_scroll svg *").filter(
        (el) => !(el instanceof SVGElement)
    );
    expect(strangers).toEqual([]);
    const [id] = /#\w+/.exec(queryOne("[data-edge='reports 1 2'] path").getAttribute("marker-end"));
    expect(`marker${id} path`).toHaveCount(1);
});

test("lines can be hidden by kind", async () => {
    await mountMap([
        makePerson({ id: 1, reports_to_id: 2 }),
        makePerson({ id: 2, conflict_ids: [1] }),
    ]);
    expect(".o_stakeholder_scroll .o_stakeholder_edge").toHaveCount(2);
    await contains(".o_stakeholder_legend [data-kind=reports]").click();
    expect(".o_stakeholder_scroll .o_stakeholder_edge_reports").toHaveCount(0);
    expect(".o_stakeholder_scroll .o_stakeholder_edge_conflicts").toHaveCount(1);
    expect(".o_stakeholder_legend [data-kind=reports]").toHaveAttribute("aria-pressed", "false");
});

test("who is looked at keeps their ties bright", async () => {
    await mountMap([
        makePerson({ id: 1, reports_to_id: 2 }),
        makePerson({ id: 2 }),
        makePerson({ id: 3, influence_ids: [2] }),
    ]);
    await contains(node(1)).focus();
    expect("[data-edge='reports 1 2']").toHaveClass("o_stakeholder_lit");
    expect("[data-edge='influences 3 2']").toHaveClass("o_stakeholder_faded");
    expect(node(3)).toHaveClass("o_stakeholder_faded");
    expect(node(2)).not.toHaveClass("o_stakeholder_faded");
});

test("a click opens a person, and what was changed shows", async () => {
    const map = await mountMap([makePerson()]);
    await contains(node(1)).click();
    expect(".modal .o_form_view .o_field_widget[name=name] input").toHaveValue("Ada Boss");
    map.people[0].name = "Ada Chief";
    await contains(".modal .o_form_button_cancel").click();
    await animationFrame();
    expect(".o_stakeholder_item button:first").toHaveText("Ada Chief");
    expect.verifySteps([]);
});

test("saving the deal shows what it changed", async () => {
    const map = await mountMap([makePerson()]);
    onRpc("crm.lead", "web_save", ({ args: [[id]] }) => {
        map.findings = [
            { code: "a", severity: "amber", text: "Nobody pays.", stakeholder_ids: [] },
        ];
        MockServer.env["crm.lead"].write([id], { stakeholder_revision: "1/1" });
    });
    await contains(".o_field_widget[name=name] input").edit("Dearer");
    await contains(".o_form_button_save").click();
    await animationFrame();
    await animationFrame();
    expect(".o_stakeholder_remark").toHaveText("Nobody pays.");
});

test("the next deal shows its own map", async () => {
    const maps = {
        1: makeMap([makePerson()]),
        2: makeMap([makePerson({ id: 5, name: "Cy Next" })]),
    };
    serveMap(maps[1]);
    CrmLead._records.push({ id: 2, name: "Next" });
    onRpc("crm.lead", "get_stakeholder_map", ({ args: [[id]] }) => maps[id]);
    const view = { resModel: "crm.lead", type: "form", resId: 1, resIds: [1, 2], arch: FORM };
    await mountView(view);
    expect(queryAllTexts(".o_stakeholder_item button")).toEqual(["Ada Boss"]);
    await contains(".o_pager_next").click();
    await animationFrame();
    expect(queryAllTexts(".o_stakeholder_item button")).toEqual(["Cy Next"]);
});

test("a missing role is one click away from a placeholder", async () => {
    await mountMap([makePerson()], { missing_roles: [{ id: 1, name: "Economic Buyer" }] });
    await contains(".o_stakeholder_missing button:contains(Economic Buyer)").click();
    expect(".modal .o_field_widget[name=placeholder_name] input").toHaveValue("Economic Buyer");
});

test("who may only read can look, and change nothing", async () => {
    await mountMap([makePerson()], {
        can_edit: false,
        missing_roles: [{ id: 1, name: "Economic Buyer" }],
    });
    expect(".o_stakeholder_undo, .o_stakeholder_add_people").toHaveCount(0);
    expect(".o_stakeholder_missing").toHaveCount(0);
    await contains(node(1)).press("ArrowUp");
    await animationFrame();
    expect(node(1)).toHaveAttribute("data-influence", "5");
    expect.verifySteps([]);
});

test("the reporting tree is Odoo's hierarchy view of this deal", async () => {
    mockService("action", {
        doAction: (name, { additionalContext }) => expect.step([name, additionalContext]),
    });
    await mountMap([makePerson()]);
    await contains(".o_stakeholder_tree").click();
    expect.verifySteps([["crm_playbook.crm_stakeholder_action_tree", { active_id: 1 }]]);
});

test("a judgement that the server refuses is taken back", async () => {
    expect.errors(1);
    const map = makeMap([makePerson()]);
    serveMap(map);
    onRpc("crm.stakeholder", "write", () => {
        throw makeServerError({ message: "Not yours" });
    });
    await mountView({ resModel: "crm.lead", type: "form", resId: 1, arch: FORM });
    await contains(node(1)).dragAndDrop(".o_stakeholder_lane_champion rect");
    await animationFrame();
    expect.verifyErrors(["Not yours"]);
    expect(node(1)).toHaveAttribute("data-attitude", "neutral");
    expect(".o_stakeholder_undo").toHaveAttribute("disabled");
});

test("sixty people are drawn, each in their cell and at their own place", async () => {
    const people = Array.from({ length: 60 }, (_, index) =>
        makePerson({
            id: index + 1,
            name: `Person ${index + 1}`,
            influence: 1 + (index % 3),
            attitude: ["champion", "neutral", "unknown"][index % 3],
            reports_to_id: index ? Math.ceil(index / 4) : false,
        })
    );
    await mountMap(people);
    expect(".o_stakeholder_scroll .o_stakeholder_node").toHaveCount(60);
    expect(".o_stakeholder_edge_reports[data-edge]").toHaveCount(59);
    const places = queryAll(".o_stakeholder_scroll .o_stakeholder_node").map((el) =>
        el.getAttribute("style")
    );
    expect(new Set(places).size).toBe(60);
});
