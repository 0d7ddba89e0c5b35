import { expect, test } from "@odoo/hoot";
import { makeMockEnv, mountWithCleanup } from "@web/../tests/web_test_helpers";

import { getBucketLabel, IcpPill } from "@crm_playbook/icp/icp_pill/icp_pill";

import { definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

const mountPill = (props) => mountWithCleanup(IcpPill, { props });

test("a tier stands on its colour, with its score in words", async () => {
    await mountPill({ tier: "a", score: 84 });
    expect(".o_icp_pill").toHaveText("A · 84");
    expect(".o_icp_pill").toHaveClass("o_icp_tier_a");
    expect(".o_icp_pill").toHaveAttribute("title", "ICP tier A, score 84 of 100");
});

test("without a score there is a letter", async () => {
    await mountPill({ tier: "c" });
    expect(".o_icp_pill").toHaveText("C");
    expect(".o_icp_pill").toHaveAttribute("title", "ICP tier C");
});

test("a score of nothing is one", async () => {
    await mountPill({ tier: "d", score: 0 });
    expect(".o_icp_pill").toHaveText("D · 0");
});

test("where too little is known there is no tier and no score", async () => {
    await mountPill({ tier: "unknown", score: 0 });
    expect(".o_icp_pill").toHaveText("?");
    expect(".o_icp_pill").toHaveAttribute("title", "Not enough known for a tier");
});

test("who is disqualified is struck through, with the reason where there is one", async () => {
    await mountPill({ tier: "b", score: 70, disqualified: true, reason: "A competitor" });
    expect(".o_icp_pill_disqualified s").toHaveText("B · 70");
    expect(".o_icp_pill").toHaveAttribute("title", "Disqualified: A competitor");
    expect(".o_icp_tier_b").toHaveCount(0);
});

test("leads without a tier have a name too", async () => {
    await makeMockEnv();
    const labels = ["a", "unknown", "disqualified", "none"].map((bucket) =>
        String(getBucketLabel(bucket))
    );
    expect(labels).toEqual(["A", "Not Enough Known", "Disqualified", "Not scored"]);
});
