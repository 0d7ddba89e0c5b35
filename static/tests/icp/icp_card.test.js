import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { contains, mountWithCleanup } from "@web/../tests/web_test_helpers";

import { IcpCard } from "@crm_playbook/icp/icp_card/icp_card";

import {
    definePlaybookModels,
    makeCard,
    makeLine,
} from "@crm_playbook/../tests/playbook_test_helpers";

definePlaybookModels();

async function mountCard(values) {
    const props = {
        card: makeCard(values),
        canFill: (name) => name === "budget",
        onFill: (name) => expect.step(name),
        close: () => expect.step("close"),
    };
    await mountWithCleanup(IcpCard, { props });
}

const points = () => queryAllTexts(".o_icp_card tbody .o_icp_card_points");

test("whole points have no decimals", async () => {
    await mountCard({ lines: [makeLine({ points: 40 }), makeLine({ points: -10, weight: -10 })] });
    expect(points()).toEqual(["+40", "-10"]);
    await contains(".btn-close").click();
    expect.verifySteps(["close"]);
});

test("one broken number gives all of them decimals", async () => {
    await mountCard({ lines: [makeLine({ points: 40 }), makeLine({ points: 0.5 })] });
    expect(points()).toEqual(["+40.00", "+0.50"]);
});

test("what is unwelcome is good when it is missed", async () => {
    await mountCard({
        lines: [
            makeLine({ weight: -10, state: "matched", points: -10 }),
            makeLine({ weight: -10, state: "missed" }),
        ],
    });
    expect(".o_icp_card_state .fa-exclamation-circle.text-danger").toHaveCount(1);
    expect(".o_icp_card_state:last").toHaveText("Does not apply");
    expect(".o_icp_card_points.text-danger").toHaveText("-10");
});

test("the scale has a part per tier, as wide as its points", async () => {
    await mountCard({ tier_minimums: [80, 60, 40] });
    expect(queryAllTexts(".o_icp_scale_tier")).toEqual(["D", "C", "B", "A"]);
    expect(queryAllTexts(".o_icp_scale_from")).toEqual(["40", "60", "80"]);
    expect(".o_icp_scale_part.o_icp_tier_d").toHaveAttribute("style", /width: 40%/);
});

test("an unknown line leads to its field where the form has it", async () => {
    await mountCard();
    expect(queryAllTexts(".o_icp_card_fill")).toEqual(["Fill in: Budget"]);
    await contains(".o_icp_card_fill").click();
    expect.verifySteps(["budget"]);
});

test("a disqualifier without a reason says so all the same", async () => {
    await mountCard({ lines: [makeLine({ kind: "disqualifier" })] });
    expect(".o_icp_card .alert").toHaveText("Not for us");
    expect(points()).toEqual(["Disqualifies"]);
});
