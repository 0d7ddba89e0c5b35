import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, mountWithCleanup } from "@web/../tests/web_test_helpers";

import {
    checkAnswer,
    GateReason,
    getDay,
    makeAnswer,
} from "@crm_playbook/gate/gate_reason/gate_reason";

import { definePlaybookModels } from "@crm_playbook/../tests/playbook_test_helpers";

import { reactive } from "@odoo/owl";

definePlaybookModels();

const TEXTS = { label: "Why?", warning: "Say why." };

async function mountReason(props) {
    const answer = reactive(makeAnswer());
    const asker = await mountWithCleanup(GateReason, { props: { answer, ...TEXTS, ...props } });
    return { answer, asker };
}

test("blanks are no note, and what is not asked for is not needed", () => {
    const answer = { ...makeAnswer(), note: "  " };
    expect(checkAnswer(answer, {})).toBe(true);
    expect(checkAnswer(answer, { needsNote: true })).toBe(false);
    expect(answer.isInvalid).toBe(true);
    answer.note = "They sign";
    expect(checkAnswer(answer, { needsNote: true })).toBe(true);
    expect(checkAnswer(answer, { needsNote: true, needsFile: true })).toBe(false);
});

test("a day is given to the server as it takes it", async () => {
    expect(getDay(makeAnswer())).toBe(false);
    const { answer } = await mountReason({ withDate: true });
    await contains(".o_gate_date").edit("12/31/2030");
    expect(getDay(answer)).toBe("2030-12-31");
});

test("a note is written where the focus is", async () => {
    const { answer } = await mountReason({ autofocus: true });
    expect("textarea").toBeFocused();
    await contains("textarea").edit("They sign");
    expect(answer.note).toBe("They sign");
    expect(".o_gate_date, .o_file_input").toHaveCount(0);
});

test("what lacks is said where it lacks", async () => {
    const { answer } = await mountReason();
    expect(".o_gate_warning").toHaveCount(0);
    checkAnswer(answer, { needsNote: true });
    await animationFrame();
    expect(".o_gate_warning").toHaveText("Say why.");
    expect("textarea").toHaveAttribute("aria-invalid", "true");
    expect("textarea").toBeFocused();
});

test("documents are kept, those that failed are not, and one can be taken back", async () => {
    const { answer, asker } = await mountReason({ leadId: 1 });
    const files = ["offer.pdf", "mail.eml"].map((filename, index) => ({ id: index + 1, filename }));
    asker.onUpload([...files, { id: false, error: "Too large" }]);
    await animationFrame();
    expect(".o_gate_file").toHaveCount(2);
    await contains(".o_gate_file:first button").click();
    expect(answer.files.map(({ id }) => id)).toEqual([2]);
});
