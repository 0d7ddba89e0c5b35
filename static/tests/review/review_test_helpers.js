import { onRpc } from "@web/../tests/web_test_helpers";

/** A line, as `crm.deal.review.line._get_card` makes it. */
export function makeLine(values) {
    return {
        id: 1,
        revision: 0,
        rank: 1,
        lead_id: 11,
        name: "Line 4",
        customer: "Northwind",
        salesperson: "Sam",
        salesperson_id: 7,
        stage: "Offered",
        risk: 5,
        amount: "1,000 €",
        amount_parts: "",
        exposure: "5,000 €",
        date_deadline: "2026-03-01",
        date_deadline_text: "03/01/2026",
        expected_revenue: 1000,
        signals: [
            {
                code: "no_next_action",
                name: "No next action",
                text: "Nothing is planned.",
                weight: 3,
                severity: "danger",
            },
            { code: "pushed", name: "Pushed", text: "", weight: 2, severity: "warning" },
        ],
        is_manual: false,
        state: "open",
        decision: false,
        note: "",
        refusal: "",
        decided_by: "",
        new_date_deadline: false,
        new_amount: 0,
        lost_reason_id: false,
        step: { summary: "", user_id: false, user: "", date: false, date_text: "" },
        ...values,
    };
}

/** A review, as `crm.deal.review.get_meeting` gives it. */
export function makeMeeting(lines, values) {
    return {
        id: 5,
        name: "Weekly",
        state: "running",
        date: "3/4/26",
        agenda: "",
        can_lead: true,
        user_id: 7,
        participants: [{ id: 7, name: "Sam" }],
        owners: [
            { id: 7, name: "Sam" },
            { id: 8, name: "Mara" },
        ],
        lost_reasons: [{ id: 3, name: "No money" }],
        lines,
        ...values,
    };
}

export const FACT = {
    code: "next_action",
    label: "Next action",
    text: "Nothing is planned.",
    severity: "danger",
};

/** Stand for the server: it gives the meeting, and decides as `onDecide` says. */
export function serveMeeting(meeting, onDecide = () => ({})) {
    onRpc("crm.deal.review", "get_meeting", () => JSON.parse(JSON.stringify(meeting)));
    onRpc("crm.lead", "get_deal_facts", () => [FACT]);
    onRpc("crm.deal.review.line", "action_decide", ({ args: [[id]], kwargs }) => {
        const line = meeting.lines.find((each) => each.id === id);
        const { decision, note } = kwargs;
        const values = { decision, note, state: "decided", decided_by: "Mara" };
        Object.assign(line, values, { revision: line.revision + 1 }, onDecide(kwargs, id));
        return line;
    });
}
