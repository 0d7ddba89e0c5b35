import { expect } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    getService,
    makeServerError,
    models,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { MainComponentsContainer } from "@web/core/main_components_container";

const LINE = {
    criterion_id: 1,
    name: "",
    kind: "fit",
    state: "matched",
    points: 0,
    weight: 10,
    fields: [],
};

/** A line of a card, as `crm.lead._get_icp_lines` makes it. */
export function makeLine(values) {
    return { ...LINE, ...values };
}

/** A card, as `crm.lead.get_icp_card` returns it. */
export function makeCard(values) {
    return {
        profile: "Manufacturers",
        score: 67,
        coverage: 70,
        tier: "b",
        tier_minimums: [80, 60, 40],
        reason: false,
        watched: ["name"],
        lines: [
            makeLine({ name: "50 to 500 people", points: 66.67, weight: 20 }),
            makeLine({ criterion_id: 2, name: "Industry", state: "missed" }),
            makeLine({
                criterion_id: 3,
                name: "Known budget",
                state: "unknown",
                fields: [
                    { name: "budget", label: "Budget" },
                    { name: "partner_id", label: "Customer › Country" },
                ],
            }),
            makeLine({
                criterion_id: 4,
                name: "Competitor",
                kind: "disqualifier",
                state: "missed",
            }),
            makeLine({
                criterion_id: false,
                name: "Rounding",
                kind: false,
                state: "adjustment",
                points: 0.33,
            }),
        ],
        ...values,
    };
}

/** A row of `Backtest._rate`. */
export function makeRate(values) {
    return { n: 40, won: 20, rate: 0.5, low: 0.35, high: 0.65, enough: true, ...values };
}

/** The result of `crm.icp.simulation._run`. */
export function makeResult({ pipeline, backtest } = {}) {
    const counts = { a: 0, b: 0, c: 0, d: 0, disqualified: 0, none: 0 };
    return {
        pipeline: {
            total: 12,
            now: { ...counts, none: 12 },
            then: { ...counts, a: 5, b: 7 },
            moves: [
                { now: "none", then: "a", count: 5 },
                { now: "none", then: "b", count: 7 },
            ],
            ...pipeline,
        },
        backtest: {
            months: 12,
            min_deals: 20,
            left_out: [],
            total: 80,
            won: 32,
            changed_later: 0,
            tiers: ["a", "b", "c", "d", "disqualified"].map((key) => makeRate({ key })),
            criteria: [
                {
                    criterion_id: 1,
                    name: "50 to 500 people",
                    kind: "fit",
                    weight: 20,
                    unknown: 9,
                    lift: 1.25,
                    ...makeRate(),
                },
            ],
            ...backtest,
        },
    };
}

/** A line of a gate, as `crm.lead._get_gate_lines` makes it. */
export function makeGateLine(values) {
    return {
        criterion_id: 1,
        name: "Budget is known",
        hint: "",
        gate: "exit",
        stage: "Found",
        kind: "fields",
        evidence: "none",
        enforcement: "block",
        state: "missing",
        missing: ["Budget"],
        fields: ["budget"],
        can_decide: false,
        ...values,
    };
}

/** A line that asks for something else than fields. */
export function makeOtherLine(kind, values) {
    const name = `Some ${kind}`;
    return makeGateLine({
        criterion_id: 2,
        name,
        kind,
        missing: ["Not there"],
        fields: [],
        ...values,
    });
}

/** A panel, as `crm.lead.get_gate_panel` returns it. */
export function makePanel(lines, values) {
    return {
        stage: "Found",
        next_stage: "Understood",
        next_stage_id: 2,
        lines,
        regressed: [],
        can_waive: false,
        watched: ["name"],
        ...values,
    };
}

/** What reaches the client when a `StageGateError` is raised. */
export function makeGateError(context, message = "Deal cannot enter Understood") {
    return makeServerError({
        errorName: "odoo.addons.crm_playbook.exceptions.StageGateError",
        description: message,
        args: [message],
        context: {
            exception_class: "odoo.exceptions.ValidationError",
            deals: [],
            deal_count: context?.deals?.length || 0,
            can_waive: false,
            ...context,
        },
    });
}

/** Let an error of the server go unhandled, as a refused move does. */
export async function refuseMove(context, message) {
    expect.errors(1);
    await mountWithCleanup(MainComponentsContainer);
    onRpc("crm.lead", "write", () => {
        throw makeGateError(context, message);
    });
    getService("orm").write("crm.lead", [1], { stage_id: 2 });
    await animationFrame();
    await animationFrame();
    expect.verifyErrors(["RPC_ERROR"]);
}

/** A refused deal, as `crm.lead._prepare_refusal` makes it. */
export function makeDeal(values) {
    return {
        lead_id: 1,
        name: "Deal",
        stage_id: 2,
        stage: "Understood",
        lines: [makeGateLine()],
        ...values,
    };
}

class CrmStage extends models.Model {
    _name = "crm.stage";

    name = fields.Char();
    _records = ["Found", "Understood", "Offered"].map((name, index) => ({ id: index + 1, name }));
}

export class CrmLead extends models.Model {
    _name = "crm.lead";

    name = fields.Char();
    budget = fields.Integer();
    stage_id = fields.Many2one({ relation: "crm.stage" });
    duration_tracking = fields.Json();
    is_rotting = fields.Boolean();
    rotting_days = fields.Integer();
    playbook_badges = fields.Json();
    phone = fields.Char();
    stakeholder_revision = fields.Char();
    // What the methods below answer.
    panel = fields.Json();
    card = fields.Json();

    get_gate_panel([id]) {
        return this.browse(id)[0]?.panel || false;
    }

    get_gate_fields() {
        return [];
    }

    get_icp_card([id]) {
        return this.browse(id)[0]?.card || false;
    }
}

/** A field that can be filled in, as `crm.lead.get_gate_fields` tells it. */
export function makeGateField(name, type = "char", values) {
    return { name, type, label: name[0].toUpperCase() + name.slice(1), needs: [], ...values };
}

export class CrmIcpSimulation extends models.Model {
    _name = "crm.icp.simulation";

    result = fields.Json();
}

export function definePlaybookModels() {
    defineModels({ ...mailModels, CrmIcpSimulation, CrmLead, CrmStage });
}
