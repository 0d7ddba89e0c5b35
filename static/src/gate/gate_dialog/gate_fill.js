import { _t } from "@web/core/l10n/translation";
import { Record } from "@web/model/record";
import { makeActiveField } from "@web/model/relational_model/utils";
import { Field } from "@web/views/fields/field";

import { Component, onMounted, useRef } from "@odoo/owl";

/** Inputs for fields that are missing in deals: what is chosen is given to each that lacks it. */
export class GateFill extends Component {
    static template = "crm_playbook.GateFill";
    static components = { Field, Record };
    static props = {
        // As `get_gate_fields` returns them, with the number of deals that lack each.
        fields: Array,
        // Of the first deal, by which values are chosen.
        leadId: Number,
        dealCount: Number,
        onLoaded: Function,
    };

    setup() {
        this.hooks = { onRootLoaded: (record) => this.props.onLoaded(record) };
        const needs = this.props.fields.flatMap((field) => field.needs);
        this.activeFields = Object.fromEntries(needs.map((name) => [name, makeActiveField()]));
        for (const { name, type } of this.props.fields) {
            this.activeFields[name] = makeActiveField();
            if (type === "many2many") {
                this.activeFields[name].related = {
                    activeFields: { display_name: makeActiveField() },
                    fields: { display_name: { name: "display_name", type: "char" } },
                };
            }
        }
        this.fieldNames = Object.keys(this.activeFields);
        const rootRef = useRef("root");
        onMounted(() => rootRef.el.querySelector("input, textarea, select")?.focus());
    }

    getWidget(field) {
        return field.type === "many2many" ? "many2many_tags" : undefined;
    }

    getScope(field) {
        const { dealCount: all } = this.props;
        return all > 1 ? _t("for %(count)s of %(all)s deals", { count: field.count, all }) : "";
    }
}

/** Return the values that a person chose in the record of {@link GateFill}, as a form has them. */
export async function readFilled(record, fields) {
    await record.isDirty(); // takes in what is being typed
    const changes = await record.getChanges();
    const values = {};
    for (const { name, type } of fields) {
        const value = type === "many2many" ? record.data[name].currentIds : changes[name];
        if (Array.isArray(value) ? value.length : value) {
            values[name] = value;
        }
    }
    return values;
}
